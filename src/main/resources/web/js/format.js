const NUMBER = new Intl.NumberFormat('en');
const SHARE = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

export function count(number) {
  return NUMBER.format(number ?? 0);
}

export function counted(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

export function share(part, whole) {
  if (!whole) {
    return '–';
  }
  // Nothing that is there shows as 0 %, and nothing that is not whole as 100 %.
  const exact = part / whole;
  const shown = part > 0 && exact < 0.001 ? 0.001 : part < whole && exact > 0.999 ? 0.999 : exact;
  return SHARE.format(shown);
}

/** The two largest units, such as 3 min 20 s. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes, rest] = [whole / 86400, (whole / 3600) % 24, (whole / 60) % 60, whole % 60].map(Math.floor);
  if (days > 0) {
    return `${days} d${hours ? ` ${hours} h` : ''}`;
  }
  if (hours > 0) {
    return `${hours} h${minutes ? ` ${minutes} min` : ''}`;
  }
  if (minutes > 0) {
    return `${minutes} min${rest && minutes < 10 ? ` ${rest} s` : ''}`;
  }
  return `${rest} s`;
}

/**
 * A text from outside as it can be read in one line: control characters, and those that turn the direction of the text, show as
 * signs instead of doing something.
 */
export function printable(text) {
  return String(text)
    .replace(/[\u0000-\u001f]/g, (sign) => String.fromCharCode(0x2400 + sign.charCodeAt(0)))
    .replace(/\u007f/g, '\u2421')
    .replace(/[\u0080-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The id of a device as a part of an address of the API. Browsers remove the parts . and .., even encoded ones. */
export function devicePart(id) {
  return id === '.' || id === '..' ? `;${id}` : part(id);
}

/** A part of an address. */
export function part(text) {
  return encodeURIComponent(typeof text.toWellFormed === 'function' ? text.toWellFormed() : text);
}
