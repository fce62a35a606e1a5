import { appLog, caseStack, type Moment, type Piece, patchedStack } from '../moments/bundle-builder.js';

/** A moment in which a rule has something to say, or has not. */
export interface RuleMoment {
  readonly title: string;
  readonly moment: Moment;
  /** What its trace's effect says. */
  readonly effect?: RegExp;
}

/** One rule: moments in which it fires, and benign near-misses in which it stays silent. */
export interface RuleCase {
  readonly rule: string;
  readonly fires: readonly RuleMoment[];
  readonly silent: readonly RuleMoment[];
}

/** The case's stack at a moment, with some pieces more. */
export const caseAt = (capturedAt: string, ...pieces: readonly Piece[]): Moment => ({
  capturedAt,
  pieces: [...caseStack(), ...pieces],
});

/** The stack on clean releases at a moment, with some pieces more. */
export const patchedAt = (capturedAt: string, ...pieces: readonly Piece[]): Moment => ({
  capturedAt,
  pieces: [...patchedStack(), ...pieces],
});

/** One line of the app's log that says nothing. */
export const quietLog: Piece = appLog(['2026-11-19T08:00:00.000000000Z > next start']);

/** Replaces words in the pieces of one artefact. */
export const edited = (pieces: readonly Piece[], id: string, from: string, to: string): Piece[] =>
  pieces.map((piece) => (piece.id === id && piece.text ? { ...piece, text: piece.text.replaceAll(from, to) } : piece));
