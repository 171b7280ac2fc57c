/** Something that happens once, and that others can wait for. */
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
