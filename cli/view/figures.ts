// Figures for people: durations, rates, sizes, each in at most six or seven characters.

/** `840ms`, `3.2s`, `2m14s`, `1h04m`, `3d02h`; `-` for what has not happened. */
export function formatDuration(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms) || ms < 0) return "-";
  if (ms < 1000) return `${Math.round(ms)}ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)}m${pad(whole % 60)}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h${pad(Math.floor(whole % 3600 / 60))}m`;
  return `${Math.floor(whole / 86_400)}d${pad(Math.floor(whole % 86_400 / 3600))}h`;
}

/** A moment of a job: `T+13.1s` since its first collective. */
export function formatMoment(ms: number | undefined): string {
  return ms === undefined ? "-" : ms < 0 ? `T-${formatDuration(-ms)}` : `T+${formatDuration(ms)}`;
}

/** `0.98x` of the job's own rhythm; 0 is "not learnt yet". */
export function formatRatio(ratio: number): string {
  return ratio > 0 ? `${ratio.toFixed(2)}x` : "-";
}

export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Three significant digits, without an exponent where one can do without. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return "?";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 100_000) return value.toExponential(1);
  if (size >= 100) return String(Math.round(value));
  if (size >= 10) return value.toFixed(1);
  return size >= 0.01 ? value.toFixed(2) : "0.00";
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : noun.endsWith("s") ? "es" : "s"}`;
}
