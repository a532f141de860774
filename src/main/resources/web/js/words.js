/** The states in the order of the alarm that they are. */
export const STATES = ['OFFLINE', 'SUSPECT', 'STALE', 'ONLINE', 'UNKNOWN'];

export const STATE_NAMES = { ONLINE: 'Online', SUSPECT: 'Suspect', OFFLINE: 'Offline', STALE: 'Stale', UNKNOWN: 'Unknown' };

export const STATE_MEANING = {
  ONLINE: 'it has a connection',
  SUSPECT: 'its connection ended; the grace runs',
  OFFLINE: 'away for longer than its grace',
  STALE: 'connected, but silent for too long',
  UNKNOWN: 'nothing heard tells whether it is there',
};

const REASONS = {
  AUTH_ERROR: 'Authentication failed',
  CLIENT_INITIATED_DISCONNECT: 'Disconnected by itself',
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
  NETWORK: 'The connection broke without a word. Look at the network between the device and AWS: site, carrier, router.',
  POWER: 'Nothing was heard for one and a half keep-alives. The device has most likely lost its power or its radio.',
  PLANNED: 'The device said goodbye properly. Nothing is wrong as far as it knows.',
  TAKEOVER: 'Another connection with the same client id took its place.',
  CREDENTIALS: 'AWS refused the device: look at its certificate and its policy.',
  DEVICE: 'The device broke the protocol or a limit: look at its firmware and its message rate.',
  AWS: 'AWS ended the connection. The device should come back by itself.',
  OPERATOR: 'Somebody disconnected the device by an API call.',
  RENEWAL: 'The connection reached its greatest age and has to be renewed by the device.',
  UNKNOWN: 'No reason is known that would tell what happened.',
};

export const KIND_NAMES = {
  device: 'Device', group: 'Group', conflict: 'Conflict', flapping: 'Flapping', credentials: 'Credentials', blind: 'Blind',
  test: 'Test',
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
