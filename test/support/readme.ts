import { mailcheck } from './command.ts';

/** What the README shows: what its first command prints. */
export async function readmeExample(): Promise<string> {
  const args = ['full', 'example.com', '--zone', 'examples/example.com.zone', '--offline'];
  const { stdout } = await mailcheck(args, { columns: 110, isTTY: true, env: { NO_COLOR: '1' } });
  return `\`\`\`\n$ npx mailcheck ${args.join(' ')}\n${stdout.replace(/\d+\.\d s ·/, '0.0 s ·')}\`\`\`\n`;
}
