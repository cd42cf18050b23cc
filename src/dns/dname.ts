import { labelsOf, labelsProblem, type Name, nameOf } from './name.ts';

/**
 * The name that a DNAME at `owner` makes of a name below it (RFC 6672 §2.2); `undefined` where that would be too long,
 * which a server answers with YXDOMAIN.
 */
export function substituted(name: Name, owner: Name, target: Name): Name | undefined {
  const kept = labelsOf(name).slice(0, -labelsOf(owner).length || undefined);
  const labels = [...kept, ...labelsOf(target)];
  return labelsProblem(labels) === undefined ? nameOf(labels) : undefined;
}
