/**
 * Sentences that tell an assistant what to do instead of telling a reader something. Documents are data: such a sentence is
 * never spoken, whoever wrote it.
 */
const patterns: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|your|these|the)\b.{0,30}\b(?:instruction|prompt|rule|polic|guideline|message|direction|training)/i,
  /\b(?:system|developer|hidden|initial) (?:prompt|message|instruction)s?\b/i,
  /\b(?:you are|you're|act as|pretend to be|behave as|role-?play as)\b.{0,30}\b(?:now|assistant|chatbot|language model|ai|dan|maintenance mode|developer mode|admin(?:istrator)?)\b/i,
  /\b(?:as (?:an?|the) )?(?:voice |virtual |ai )?(?:assistant|chatbot|language model|llm)\b.{0,60}\b(?:must|shall|should|have to|has to|tell|say|call|ask|ignore|answer|reply|respond|repeat|send)\b/i,
  /\b(?:call|invoke|run|use|trigger|execute)\b.{0,20}\b(?:the )?(?:tool|function|api|plugin|command)s?\b/i,
  /\b(?:tool_call|function_call|http_request|delete_all|send_email)\b|\b[a-z]+_[a-z]+(?:_[a-z]+)*\s*\(/i,
  /<\|?(?:im_start|im_end|system|assistant|user|endoftext)\|?>|\[\/?INST\]|<<\/?SYS>>|^\s*#{0,3}\s*(?:system|assistant|user|human)\s*:/i,
  /\b(?:begin|start|end|prefix|answer|reply|respond|close)\b.{0,30}\b(?:every|each|all|any|your)\b.{0,20}\b(?:reply|replies|answers?|responses?|messages?|sentences?)\b/i,
  /\b(?:from now on|new instructions?|these instructions|this overrides|must not be mentioned|do not (?:mention|reveal|tell (?:the )?(?:user|caller|customer)))\b/i,
  /\b(?:tell|inform|ask|convince|instruct)\b (?:the |your )?(?:user|caller|listener)s?\b/i,
  /\bwhen (?:you are )?asked (?:about|for|to)\b.{0,60}\b(?:say|answer|reply|respond|tell)\b/i,
  /\b(?:reveal|repeat|print|read|leak|output|recite)\b.{0,30}\b(?:your|the|its) (?:prompt|instructions?|rules|configuration|secrets?|api keys?|passwords?|credentials)\b/i,
  /\b(?:read|say|speak|repeat)\b.{0,30}\b(?:aloud|out loud|verbatim|word for word)\b/i,
  /\byour (?:rules|instructions|guidelines|guardrails|policies)\b/i,
];

export const looksLikeInstruction = (sentence: string): boolean => patterns.some((pattern) => pattern.test(sentence));
