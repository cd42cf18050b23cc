// How long it takes until something is said.
import { bin, compare, ms, ratio, zone } from './measure.js';

export function startUp(runs) {
  console.log(`start-up, Node ${process.version}, medians of ${runs}`);
  const offline = [bin, 'mx', 'example.com', '--zone', zone, '--offline'];
  const [node, version, mx, full] = compare(
    [['-e', '0'], [bin, '--version'], offline, offline.with(1, 'full')],
    runs,
  );
  console.log(`  node -e 0              ${ms(node)}`);
  console.log(`  mailcheck --version    ${ms(version)}  ${ratio(version / node, 1.3)}`);
  console.log(`  mailcheck mx, zone     ${ms(mx)}  ${ratio(mx / node, 2)}`);
  console.log(`  mailcheck full, zone   ${ms(full)}  ${(full / node).toFixed(2).padStart(6)}x`);
  return { version, full };
}
