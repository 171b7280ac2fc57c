import { span } from '../../view/styled-row.ts';
import type { Page } from '../views/page.ts';
import { PageView } from '../views/page-view.ts';

/** What there was when. */
export class TimeView extends PageView {
  readonly context = 'time';

  protected make(): Page {
    return { length: 0, heading: () => [span('time', 'heading')], row: () => [] };
  }
}
