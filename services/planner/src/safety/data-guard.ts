/** Documents and results of tools are data: nothing in them is an instruction, and nothing in them looks like the frame of a prompt. */

export interface GuardedData {
  /** Fit to be shown to a model, or spoken. */
  readonly text: string;
  /** What was taken out, by kind; for the record. */
  readonly removed: Readonly<Record<'invisible' | 'markers' | 'instructions', number>>;
}

/** Nobody sees them, and models read them: format characters, tags (a whole hidden alphabet), selectors, private use. */
const invisible = /\p{Cf}|\p{Co}|[\u{E0000}-\u{E01EF}]|[\uFE00-\uFE0F]|\u115F|\u1160|\u3164|\uFFA0/gu;

/** What separates the parts of a prompt in the templates of common models, and in what people paste. */
const markers =
  /<\|[^|>\n]{0,40}\|?>|<\/?(?:s|system|user|assistant|tool|think|instructions?)>|\[\/?(?:INST|SYSTEM)\]|<(?:start|end)_of_turn>|<<\/?SYS>>|^\s*(?:system|assistant|user|human|developer|tool)\s*:|^#{2,}\s*(?:system|instructions?|prompt)\b.*$|```/gim;

const assistant = '(?:assistant|ai|a\\.i\\.|chatbot|bot|llm|language model|cascade)';
const before = '(?:previous|prior|above|earlier|preceding|all|any|other|your|the|these|those|former|system)';
const orders =
  '(?:instructions?|rules?|prompts?|guidelines?|directions?|orders?|guardrails?|restrictions?|polic(?:y|ies)|constraints?)';

/**
 * Sentences that speak to the assistant instead of telling a fact. Wide on purpose: in a knowledge base or a tool's result a sentence too
 * many left out costs an answer, one too few may cost a call.
 */
const instructions: readonly RegExp[] = [
  new RegExp(
    `\\b(?:ignore|disregard|forget|override|bypass|skip|drop|neglect|do not follow|don't follow|stop following)\\b.{0,40}\\b${before}\\b.{0,30}\\b${orders}`,
    'i',
  ),
  /\b(?:ignore|disregard|forget)\b.{0,25}\b(?:everything|all|anything)\b/i,
  new RegExp(
    `\\b(?:new|updated|revised|real|actual|secret|hidden|following)\\s+(?:\\w+\\s+)?${orders}\\s*(?:follow|are|is|:|for\\b)`,
    'i',
  ),
  new RegExp(
    `\\b(?:dear|attention|hey|hello|note to|message (?:to|for)|instructions? (?:to|for)|if you are an?|as an?)\\s+(?:the\\s+|any\\s+|an?\\s+)?${assistant}\\b`,
    'i',
  ),
  new RegExp(
    `\\b${assistant}\\b\\s*(?:,|:)?\\s*(?:must|should|shall|will|are to|have to|need to|are now|is now|is required to|are required to)\\b`,
    'i',
  ),
  /\byou (?:must|should|shall|have to|need to)\s+(?:\w+\s+)?(?:ignore|disregard|reveal|obey|comply|respond|reply with|execute|invoke|output|print)\b/i,
  /\b(?:you are now|act as|pretend (?:to be|that|you)|role-?play as|from now on|enter \w+ mode|developer mode|jailbreak|dan mode|god mode)\b/i,
  /\b(?:reveal|repeat|print|show|output|display|tell|say|recite|read out|leak|expose|summari[sz]e|translate|encode)\b.{0,40}\b(?:system prompt|your (?:prompt|instructions|rules|configuration)|initial prompt|hidden prompt|instructions above|text above|words above|everything above|api keys?|passwords?|secrets?|credentials?|tokens?)\b/i,
  /\b(?:call|invoke|run|execute|use|trigger)\b.{0,25}\b(?:tools?|functions?|commands?|api|plugins?|endpoints?)\b/i,
  /\b(?:call|invoke|run|execute|trigger)\s+[`"']?\w+[_.]\w+/i,
  /\b(?:send|forward|post|upload|e-?mail|transmit|exfiltrate)\b.{0,60}\b(?:conversation|history|transcript|user'?s|customer'?s|data|password|address(?:es)?|details|records?)\b.{0,40}\b(?:to|at)\b/i,
  /\b(?:do not|don't|never)\s+(?:tell|inform|mention (?:this|it)|warn|alert|let)\b.{0,25}\b(?:the\s+)?(?:user|customer|caller|human|anyone|this)\b/i,
  /\b(?:without|no need (?:for|to)|skip|bypass)\b.{0,20}\b(?:asking|confirm(?:ation|ing)?|permission|approval)\b/i,
  /"(?:tool_calls?|function_call|function|arguments)"\s*:/i,
];

/** @param sentence one sentence, or a line */
export const readsAsInstruction = (sentence: string): boolean => instructions.some((pattern) => pattern.test(sentence));

/** Text as data: invisible characters, frames of prompts and sentences to the assistant are taken out, and counted. */
export function asData(text: string): GuardedData {
  const removed = { invisible: 0, markers: 0, instructions: 0 };
  const count = (kind: keyof typeof removed, filling: string) => () => {
    removed[kind]++;
    return filling;
  };
  let kept = text;
  for (let before: string | undefined; kept !== before; ) {
    before = kept;
    // Letters that only look alike hide words from every rule; what is taken out may leave something new to be found.
    kept = kept
      .replace(invisible, count('invisible', ''))
      .normalize('NFKC')
      .replace(markers, count('markers', ' '))
      .split('\n')
      .map((line) => sentencesOf(line).filter((sentence) => !readsAsInstruction(sentence) || !++removed.instructions))
      .map((sentences) => sentences.join('').trim())
      .filter((line) => line !== '')
      .join('\n');
  }
  return { text: kept, removed };
}

/** Each with the white space after it. */
const sentencesOf = (line: string): string[] => line.split(/(?<=[.!?]["')\]]*\s+)/);
