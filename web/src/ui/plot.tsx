import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { date, number } from './format.js';

export interface Bar {
  /** `2026-03-16`. */
  date: string;
  /** Null if the value of the day is unknown. */
  value: number | null;
}

interface PlotProps {
  title: string;
  unit: string;
  bars: Bar[];
  /** Whether the last bar is a day that is not over. */
  partial?: boolean;
  /** A value to compare the bars with, such as a limit, and its label. */
  line?: { value: number; label: string };
  /** Writes a value. By default a number with its unit. */
  format?: (value: number) => string;
  /** Writes a value beside the axis, where there is little room. */
  formatShort?: (value: number) => string;
  /**
   * Whether the values can be added up. If false, such as for a number of subscriptions, the value of the last day is shown
   * instead.
   */
  sum?: boolean;
}

const HEIGHT = 180;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 8;
/** A line is drawn only up to this multiple of the highest bar. */
const HIGHEST_LINE = 4;

/** Plots one bar for each day, from zero. The arrow keys go from bar to bar, and a button shows the values as a table. */
export function Plot({
  title,
  unit,
  bars,
  partial = true,
  line,
  format,
  formatShort = short,
  sum = true,
}: PlotProps) {
  const [at, setAt] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const [box, width] = useWidth();
  const heading = useId();
  const told = (value: number | null) =>
    value === null ? 'not known' : (format?.(value) ?? `${number(value)} ${unit}`);
  const total = bars.reduce((all, { value }) => all + (value ?? 0), 0);
  const inShort = sum ? `${told(total)} in ${bars.length} days` : `${told(bars.at(-1)?.value ?? null)} now`;
  const highest = Math.max(1, ...bars.map(({ value }) => value ?? 0));
  // A line far above all bars would make the bars too small to see. So it is not drawn; the text still has its label.
  const isDrawn = line !== undefined && line.value <= highest * HIGHEST_LINE;
  const top = roundUp(isDrawn ? Math.max(highest, line.value) : highest);
  const step = (width - LEFT) / Math.max(1, bars.length);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const chosen = at === null ? undefined : bars[at];
  const isToday = (index: number) => partial && index === bars.length - 1;

  const move = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setAt((before) => Math.min(bars.length - 1, Math.max(0, (before ?? bars.length) + by)));
  };

  return (
    <figure className="plot" aria-labelledby={heading} ref={box}>
      <figcaption>
        <span id={heading}>
          <strong>{title}</strong>{' '}
          <span className="muted">
            {inShort}
            {line !== undefined && `, ${line.label}`}
          </span>
        </span>
        <button type="button" className="plain" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          As a table
        </button>
      </figcaption>
      {asTable ? (
        <div className="table" role="region" aria-label={title} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col" className="numeric">
                  {unit === '' ? 'Value' : unit.charAt(0).toUpperCase() + unit.slice(1)}
                </th>
              </tr>
            </thead>
            <tbody>
              {bars.map((bar, index) => (
                <tr key={bar.date}>
                  <td>
                    {date(bar.date)}
                    {isToday(index) && ' (not over)'}
                  </td>
                  <td className="numeric">{told(bar.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <>
          <svg
            viewBox={`0 0 ${width} ${HEIGHT}`}
            role="img"
            aria-label={`${title}: ${inShort}. Arrow keys go from day to day.`}
            tabIndex={0}
            onKeyDown={move}
            onBlur={() => setAt(null)}
            onPointerLeave={() => setAt(null)}
          >
            {[0, top / 2, top].map((value) => (
              <g key={value} className="axis">
                <line x1={LEFT} x2={width} y1={y(value)} y2={y(value)} />
                <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
                  {formatShort(value)}
                </text>
              </g>
            ))}
            {bars.map((bar, index) => (
              <g key={bar.date} onPointerEnter={() => setAt(index)}>
                <rect className="hover" x={LEFT + index * step} y={0} width={step} height={HEIGHT} />
                <rect
                  className={`bar ${at === index ? 'chosen' : ''} ${isToday(index) ? 'partial' : ''}`}
                  x={LEFT + index * step + step * 0.15}
                  width={step * 0.7}
                  y={y(bar.value ?? 0)}
                  height={Math.max(0, y(0) - y(bar.value ?? 0))}
                />
              </g>
            ))}
            {isDrawn && <line className="limit" x1={LEFT} x2={width} y1={y(line.value)} y2={y(line.value)} />}
            <text className="day" x={LEFT} y={HEIGHT - 4}>
              {bars[0] !== undefined && date(bars[0].date)}
            </text>
            <text className="day" x={width} y={HEIGHT - 4} textAnchor="end">
              {partial ? 'today' : date(bars.at(-1)?.date ?? '')}
            </text>
          </svg>
          <p className="read" aria-live="polite">
            {chosen === undefined
              ? ' '
              : `${date(chosen.date)}: ${told(chosen.value)}${isToday(at ?? -1) ? ', the day is not over' : ''}`}
          </p>
        </>
      )}
    </figure>
  );
}

/** The available width, so that the letters are as large as elsewhere. */
function useWidth() {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    if (box.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(240, entry?.contentRect.width ?? 640)),
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}

/** Rounds up to 1, 2, 4, 6, 8 or 10 times a power of ten, so that the middle of the axis is mostly a whole number. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const found = [1, 2, 4, 6, 8, 10].find((times) => times * power >= value) ?? 10;
  return Math.max(2, found * power);
}

const compact = new Intl.NumberFormat('en', { notation: 'compact' });
const short = (value: number): string => compact.format(value);

/** Makes one bar for each day from `from` to `to`, with `absent` for days without a value. */
export function daysBetween(
  from: string,
  to: string,
  values: Map<string, number>,
  absent: number | null = 0,
): Bar[] {
  const bars: Bar[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    const each = new Date(at).toISOString().slice(0, 10);
    bars.push({ date: each, value: values.get(each) ?? absent });
  }
  return bars;
}
