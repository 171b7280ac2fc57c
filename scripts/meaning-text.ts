import { Kind, type Meaning } from '../decoders/fields/field.ts';

/**
 * What the values of a field mean, in words, found by asking the declaration: it gives a text for a
 * value, and whole tables of names are in it. Empty where there is nothing to say.
 */
export function meaningText(meaning: Meaning | undefined, kind: Kind): string {
  if (meaning === undefined) return '';
  if (kind === Kind.U64) return partsOfNumber(meaning);
  if (kind === Kind.Text) return meaning(' ') === undefined ? '' : `one blank = ${meaning(' ')}`;
  const unit = unitOf(meaning);
  if (unit === 'bits') return bitNames(meaning);
  const names = [...candidates()].flatMap((value) => {
    const shown = meaning(value);
    return shown === undefined || (unit !== undefined && shown === unitText(unit, value, meaning))
      ? []
      : [`${value} = ${shown}`];
  });
  return [...(unit === undefined ? [] : [unit]), ...names].join(', ');
}

type Unit = 'seconds since 1970' | 'seconds' | 'thousandths' | 'bits';

/** No enumeration reaches this far. */
const FAR = 123_456;

function unitOf(meaning: Meaning): Unit | undefined {
  const shown = meaning(FAR);
  if (shown === undefined) return undefined;
  if (/^1970-01-02 .* UTC$/.test(shown)) return 'seconds since 1970';
  if (shown === `${FAR} s`) return 'seconds';
  if (shown === `${FAR / 1000}`) return 'thousandths';
  return meaning(0) === 'none' ? 'bits' : undefined;
}

/** What the unit alone makes of a value: anything else is a name of its own. */
function unitText(unit: Unit, value: number, meaning: Meaning): string | undefined {
  if (unit === 'seconds') return `${value} s`;
  if (unit === 'thousandths') return `${value / 1000}`;
  const shown = meaning(value) ?? '';
  return /^\d{4}-\d\d-\d\d .* UTC$/.test(shown) ? shown : undefined;
}

function* candidates(): Generator<number> {
  for (let value = -2; value <= 1024; value++) yield value;
}

function bitNames(meaning: Meaning): string {
  const names: string[] = [];
  for (let bit = 0; bit < 32; bit++) {
    const name = meaning((1 << bit) >>> 0);
    if (name !== undefined && name !== `bit ${bit}`) names.push(`${bit} = ${name}`);
  }
  const all = meaning(0xffffffff);
  const one = all === undefined || /bit|\s/.test(all.replaceAll('not announced', '')) ? undefined : all;
  if (names.length === 0) return 'bits';
  return [`bits: ${names.join(', ')}`, ...(one === undefined ? [] : [`all = ${one}`])].join('; ');
}

/** Names of the parts that a 64-bit number is made of, as its text names them. */
function partsOfNumber(meaning: Meaning): string {
  const shown = meaning(0n) ?? '';
  return shown === ''
    ? ''
    : `made of ${shown
        .replace(/ 0(?=,|$)/g, '')
        .split(', ')
        .join(', ')}`;
}
