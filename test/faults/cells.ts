import { sameName } from '../../src/dns/index.ts';
import type { Question } from '../../src/dns/types.ts';
import type { Answering } from '../dns/asking.ts';
import { fromZone } from '../servers/zone-answers.ts';
import type { Ending, Fault } from './fault.ts';
import { EVERYWHERE, POSITIONS, type Position, RECORDS, zoneWith } from './healthy.ts';
import { EVERY_WAY, onWay, type Way } from './ways.ts';

/** One cell of the matrix: a fault met at one question, on one way. */
export interface Cell {
  way: Way;
  position: Position;
}

const THINNED = 3;

/** Where a fault is met. */
export function cellsOf({ at = EVERYWHERE, over = EVERY_WAY, thin }: Fault): Cell[] {
  return at.flatMap((position, row) =>
    over.filter((_way, column) => !thin || (row + column) % THINNED === 0).map((way) => ({ way, position })),
  );
}

/** What is asked in a cell, what the servers do, and what must come of it. */
export function staged(
  fault: Fault,
  { way, position }: Cell,
): { question: Question; ending: Ending; servers: Answering[] } {
  const question = POSITIONS[position];
  const ending = typeof fault.ends === 'function' ? fault.ends(way) : fault.ends;
  const records = ending.lookup === 'published' ? ending.records(position) : RECORDS[position];
  const world = fromZone(zoneWith(position, records));
  const { does = (_query, right) => right } = fault;
  const faulty = onWay(way, (query) => does(query, world(query)));
  const answering: Answering = (query) =>
    sameName(query.name, question.name) && query.type === question.type ? faulty(query) : world(query);
  return { question, ending, servers: fault.second ? [answering, world] : [answering] };
}
