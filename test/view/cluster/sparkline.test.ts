import { describe, expect, it } from 'vitest';
import { progressBar, sparkline } from '../../../src/view/cluster/sparkline.ts';

describe('a sparkline', () => {
  it('has its longest bar for the greatest value', () => {
    expect(sparkline([0, 1, 2, 4, 8], 10)).toBe('▁▂▃▅█');
  });

  it('shows the last values where there are more than fit', () => {
    expect(sparkline([8, 8, 0, 8], 2)).toBe('▁█');
    expect(sparkline([1, 2], 0)).toBe('');
  });

  it('is flat where nothing differs from zero', () => {
    expect(sparkline([0, 0], 5)).toBe('▁▁');
    expect(sparkline([], 5)).toBe('');
  });
});

describe('a bar of progress', () => {
  it('is full only where all is there', () => {
    expect(progressBar(0, 3, 6)).toBe('······');
    expect(progressBar(999, 1000, 4)).toBe('███·');
    expect(progressBar(3, 3, 3)).toBe('███');
  });

  it('is full where nothing was announced, and never longer than its width', () => {
    expect(progressBar(0, 0, 3)).toBe('███');
    expect(progressBar(7, 3, 3)).toBe('███');
  });
});
