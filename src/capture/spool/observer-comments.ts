const OBSERVER = /^observer (\d{1,4}): (.*)$/s;

/** The observer of frames in a file with those of several; written into a comment of the interface. */
export interface NamedObserver {
  readonly id: number;
  readonly name: string;
}

export function observerComment({ id, name }: NamedObserver): string {
  return `observer ${id + 1}: ${name}`;
}

/** The observers named in comments of a section or an interface. */
export function observersIn(comments: readonly string[]): readonly NamedObserver[] {
  return comments.flatMap((comment) => {
    const [, number = '0', name = ''] = OBSERVER.exec(comment) ?? [];
    return number === '0' ? [] : [{ id: Number(number) - 1, name }];
  });
}
