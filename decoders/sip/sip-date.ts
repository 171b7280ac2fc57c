const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A SIP date (RFC 3261 20.17), `Sat, 13 Nov 2010 23:29:00 GMT`, as seconds since 1970 UTC; undefined for
 * anything else. The day of the week is not checked.
 */
export function parseSipDate(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const month = MONTHS.indexOf(match[3] ?? '');
  const [day, year, hour, minute, second] = [2, 4, 5, 6, 7].map((group) => Number(match[group]));
  if (month < 0 || day === undefined || year === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  return Date.UTC(year, month, day, hour, minute, second) / 1000;
}
