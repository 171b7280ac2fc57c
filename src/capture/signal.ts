/** Something that happens once, and that others wait for. */
export interface Signal {
  readonly promise: Promise<void>;
  readonly fire: () => void;
}

export function signal(): Signal {
  let fire = () => {};
  const promise = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { promise, fire };
}
