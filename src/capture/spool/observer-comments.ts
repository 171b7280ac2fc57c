const OBSERVER = /^observer (\d{1,4}): (.*)$/s;

/** Who saw frames that are kept together with those of others: stands in the file with the interface. */
export interface NamedObserver {
  readonly id: number;
  readonly name: string;
}

export function observerComment({ id, name }: NamedObserver): string {
  return `observer ${id + 1}: ${name}`;
}

/** The observers that comments of a section or an interface name. */
export function observersIn(comments: readonly string[]): readonly NamedObserver[] {
  return comments.flatMap((comment) => {
    const [, number = '0', name = ''] = OBSERVER.exec(comment) ?? [];
    return number === '0' ? [] : [{ id: Number(number) - 1, name }];
  });
}
