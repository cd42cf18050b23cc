/** Breaks text at blanks into lines of at most `width` characters; a longer word is broken hard, no character is lost. */
export function wrap(text: string, width: number | undefined): string[] {
  if (width === undefined || text.length <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => pieces(part, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A word that is too long, broken where a list in it goes on, else anywhere. */
function pieces(word: string, width: number): string[] {
  const found = [];
  let rest = word;
  while (rest.length > width) {
    const end = rest.lastIndexOf(',', width - 1) + 1;
    const at = end > width / 3 ? end : width;
    found.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...found, rest];
}

/** Wrapped text, every line behind an indent, the first behind a label instead. */
export function block(text: string, width: number | undefined, indent: string, label = indent): string {
  const room = width === undefined ? undefined : Math.max(20, width - indent.length);
  return wrap(text, room)
    .map((line, index) => `${index === 0 ? label : indent}${line}`.trimEnd())
    .join('\n');
}
