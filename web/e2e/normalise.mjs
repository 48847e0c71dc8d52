// The rules for what differs from run to run; `tests/oracle/normalise.py` has the same.

const now = new Date();
const day = now.toISOString().slice(0, 10);
const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate()];

const RULES = [
  [/\b0x[0-9a-fA-F]{6,}/g, '0x…'],
  [/(cannot import name '[^']*' from '[^']*' )\([^)]*\)/g, '$1(<PLACE>)'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /g, '<LOGTIME> '],
  [/\[cached since \S+s ago\]/g, '[cached since <T>s ago]'],
  [/\b\d+(?:\.\d+(?:e-\d+)?|e-\d+)s\b/g, '<T>s'],
  [new RegExp(`\\b${day}[ T]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?`, 'g'), '<NOW>'],
  [new RegExp(`datetime\\.datetime\\(${year}, ${month}, ${date}, [\\d, ]+\\)`, 'g'), 'datetime.datetime(<NOW>)'],
];

/** A text, or all texts inside an array or object. */
export function normalise(value) {
  if (typeof value === 'string') return RULES.reduce((text, [pattern, by]) => text.replace(pattern, by), value);
  if (Array.isArray(value)) return value.map(normalise);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, normalise(each)]));
}
