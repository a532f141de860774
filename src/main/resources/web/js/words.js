/** The states in the order of the alarm that they are. */
export const STATES = ['OFFLINE', 'SUSPECT', 'STALE', 'ONLINE', 'UNKNOWN'];

/** The states of devices that are not in use, or not yet. */
export const LIFE_STATES = ['NEVER_CONNECTED', 'RETIRED'];

export const STATE_NAMES = {
  ONLINE: 'Online', SUSPECT: 'Suspect', OFFLINE: 'Offline', STALE: 'Stale', UNKNOWN: 'Unknown', NEVER_CONNECTED: 'Never connected', RETIRED: 'Retired',
};

export const STATE_MEANING = {
  ONLINE: 'it is connected',
  SUSPECT: 'its connection ended; the grace period is running',
  OFFLINE: 'gone for longer than its grace period',
  STALE: 'connected, but silent for too long',
  UNKNOWN: 'no evidence either way',
  NEVER_CONNECTED: 'registered, and never heard of',
  RETIRED: 'out of service until it connects again',
};

const REASONS = {
  AUTH_ERROR: 'Authentication failed',
  CLIENT_INITIATED_DISCONNECT: 'Disconnected cleanly',
  CLIENT_ERROR: 'Client error',
  CONNECTION_LOST: 'Connection lost',
  DUPLICATE_CLIENTID: 'Taken over',
  FORBIDDEN_ACCESS: 'Not allowed by policy',
  MQTT_KEEP_ALIVE_TIMEOUT: 'Keep-alive timeout',
  SERVER_ERROR: 'Server error',
  SERVER_INITIATED_DISCONNECT: 'Disconnected by AWS',
  THROTTLED: 'Throttled',
  WEBSOCKET_TTL_EXPIRATION: 'WebSocket expired',
  CUSTOMAUTH_TTL_EXPIRATION: 'Custom authorizer expired',
  API_INITIATED_DISCONNECT: 'Disconnected by API',
  LAST_WILL: 'Last will only',
  SILENCE: 'Silent',
};

const CAUSES = {
  NETWORK: 'Network',
  POWER: 'Power or radio',
  PLANNED: 'Planned',
  TAKEOVER: 'Take-over',
  CREDENTIALS: 'Credentials',
  DEVICE: 'Device',
  AWS: 'AWS',
  OPERATOR: 'Operator',
  RENEWAL: 'Renewal',
  UNKNOWN: 'Cause unknown',
};

const CAUSE_MEANING = {
  NETWORK: 'The connection broke without a goodbye. Check the network between the device and AWS: site, carrier, router.',
  POWER: 'Nothing was heard for one and a half keep-alive intervals. The device has most likely lost power or radio.',
  PLANNED: 'The device disconnected cleanly. As far as it knows, nothing is wrong.',
  TAKEOVER: 'Another connection with the same client id took its place.',
  CREDENTIALS: 'AWS refused the device: check its certificate and policy.',
  DEVICE: 'The device violated the protocol or exceeded a limit: check its firmware and message rate.',
  AWS: 'AWS ended the connection. The device should come back by itself.',
  OPERATOR: 'Somebody disconnected the device through the API.',
  RENEWAL: 'The connection reached its maximum age; the device has to renew it.',
  UNKNOWN: 'No reason is known.',
};

export const KIND_NAMES = {
  device: 'Device', group: 'Group', conflict: 'Conflict', flapping: 'Flapping', credentials: 'Credentials', deaf: 'Deaf', blind: 'Blind',
  slo: 'Error budget', test: 'Test',
};

export const SEVERITY_NAMES = { critical: 'Critical', warning: 'Warning', info: 'Info', none: 'None' };

/** In words; AWS may add reasons that have none, and show as they are. */
export function reasonName(reason) {
  return reason ? (REASONS[reason] ?? reason) : '';
}

export function causeName(cause) {
  return cause ? (CAUSES[cause] ?? cause) : '';
}

export function causeMeaning(cause) {
  return CAUSE_MEANING[cause] ?? '';
}

export function groupName(group) {
  return group ? group : 'No group';
}
