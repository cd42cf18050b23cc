/** How the runner of GitHub Actions reads a line of a step's output: both forms of its commands, the older one anywhere. */
export interface RunnerCommand {
  command: string;
  properties: Record<string, string>;
  data: string;
}

export function runnerCommands(output: string): RunnerCommand[] {
  return output.split(/\r\n|\n|\r/).flatMap((line) => commandIn(line) ?? olderCommandIn(line) ?? []);
}

function commandIn(line: string): RunnerCommand | undefined {
  const text = line.trimStart();
  const end = text.indexOf('::', 2);
  if (!text.startsWith('::') || end === -1) return undefined;
  const info = text.slice(2, end);
  const blank = info.indexOf(' ');
  return {
    command: blank === -1 ? info : info.slice(0, blank),
    properties: propertiesOf(blank === -1 ? '' : info.slice(blank + 1), ',', unescapedProperty),
    data: unescapedData(text.slice(end + 2)),
  };
}

function olderCommandIn(line: string): RunnerCommand | undefined {
  const start = line.indexOf('##[');
  const end = line.indexOf(']', start);
  if (start === -1 || end === -1) return undefined;
  const [command, ...rest] = line.slice(start + 3, end).split(' ');
  return {
    command: command!,
    properties: propertiesOf(rest.join(' '), ';', String),
    data: line.slice(end + 1),
  };
}

function propertiesOf(text: string, separator: string, read: (value: string) => string) {
  const pairs = text.split(separator).map((pair) => pair.split('='));
  return Object.fromEntries(
    pairs.filter(([name]) => name).map(([name, ...value]) => [name!.trim(), read(value.join('='))]),
  );
}

function unescapedData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapedProperty(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
