/** Names that attackers give to the database with their demand (reports of 2017 to 2025). */
const ransomNote =
  /\b(READ_{1,3}(?:ME|IT)?_{0,2}(?:ME_)?TO_{1,2}RECOVER[A-Z_]{0,40}|PLEASE_READ[A-Z_]{0,20}|HOW_TO_RESTORE[A-Z_]{0,20}|PWNED_SECURE_YOUR_STUFF[A-Z_]{0,20}|meow-[a-z0-9]{3,20})\b/;
/** The name in a text that stands for a ransom demand; null = none. */
export function ransomNoteIn(text: string): string | null {
  return ransomNote.exec(text)?.[1] ?? null;
}
