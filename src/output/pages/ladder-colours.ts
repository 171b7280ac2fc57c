import type { Tone } from '../../view/messages/message-summary.ts';

/** Colours of a ladder in a picture or a page. */
export interface LadderColours {
  readonly ground: string;
  /** Background of what is set apart. */
  readonly panel: string;
  readonly text: string;
  readonly dim: string;
  /** Lifelines, and lines between parts. */
  readonly line: string;
  readonly tones: Readonly<Record<Tone, string>>;
}

/** Every colour has a contrast of at least 4.5 to its background (WCAG 2, AA). */
export const LIGHT: LadderColours = {
  ground: '#ffffff',
  panel: '#f3f5f8',
  text: '#1f2328',
  dim: '#59636e',
  line: '#c8d1da',
  tones: {
    request: '#8a5a00',
    provisional: '#1b6f83',
    success: '#1a7f37',
    redirection: '#8250df',
    failure: '#cf222e',
    replication: '#0969da',
    internal: '#59636e',
  },
};

export const DARK: LadderColours = {
  ground: '#0d1117',
  panel: '#171c24',
  text: '#e6edf3',
  dim: '#9198a1',
  line: '#3d444d',
  tones: {
    request: '#d8a32f',
    provisional: '#6cb8c9',
    success: '#3fb950',
    redirection: '#be8fff',
    failure: '#ff6a69',
    replication: '#58a6ff',
    internal: '#9198a1',
  },
};
