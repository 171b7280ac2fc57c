import type { Journey } from '../test/tour/journeys.ts';

/** The tour as a page; its pictures are made by `scripts/tour.ts`. */
export function tourText(journeys: readonly Journey[]): string {
  const parts = [
    '# A tour of the screen',
    'Written by `npm run tour` from what a test types into the program. Each journey begins in the list of flows.',
    ...journeys.map((journey, at) => journeyText(journey, at + 1)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function journeyText({ title, captures, live, steps }: Journey, number: number): string {
  const command = live ?? ['npx syncgrep', ...captures].join(' ');
  const lines = steps.map(({ keys, says, picture }, at) => {
    const text = `\`${keys}\` ${says}`;
    return picture === true ? `${text}\n\n![${says}](${pictureName(number, at + 1)})` : text;
  });
  return [`## ${number}. ${title}`, `\`\`\`sh\n${command}\n\`\`\``, ...lines].join('\n\n');
}

/** Of a step, both counted from 1; where it is, seen from docs/. */
export function pictureName(journey: number, step: number): string {
  return `tour/${journey}-${step}.svg`;
}
