/** Not the people of that name. */
const assistant =
  '(?:(?<!(?:shop|sales|store|dental|medical|research|personal|teaching|office) )(?:(?:voice |virtual |digital )?assistant)|ai|a\\.i\\.|chatbot|bot|llm|language model|cascade)';
const before = '(?:previous|prior|above|earlier|preceding|all|any|other|your|the|these|those|former|system)';
const orders =
  '(?:instructions?|rules?|prompts?|guidelines?|directions?|orders?|guardrails?|restrictions?|polic(?:y|ies)|constraints?|messages?|training)';

/**
 * Sentences that speak to an assistant instead of telling a reader a fact. Documents and results of tools are data: such a sentence is
 * never spoken and never shown to a model, whoever wrote it. Wide on purpose: one too many left out costs an answer, one too few may cost
 * a call.
 */
const patterns: readonly RegExp[] = [
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
  new RegExp(`^\\W*${assistant}\\b\\s*[,:-]`, 'i'),
  /\byou (?:must|should|shall|have to|need to)\s+(?:\w+\s+)?(?:ignore|disregard|reveal|obey|comply|respond|reply with|execute|invoke|output|print)\b/i,
  /\b(?:you are now|act as|pretend (?:to be|that|you)|role-?play as|from now on|enter \w+ mode|developer mode|jailbreak|dan mode|god mode)\b/i,
  /\b(?:reveal|repeat|print|show|output|display|tell|say|recite|read out|leak|expose|summari[sz]e|translate|encode)\b.{0,40}\b(?:system prompt|your (?:prompt|instructions|rules|configuration)|initial prompt|hidden prompt|instructions above|text above|words above|everything above|api keys?|passwords?|secrets?|credentials?|tokens?)\b/i,
  /\b(?:call|invoke|run|execute|use|trigger)\b.{0,25}\b(?:tools?|functions?|commands?|api|plugins?|endpoints?)\b/i,
  /\b(?:call|invoke|run|execute|trigger)\s+[`"']?\w+[_.]\w+/i,
  /\b(?:send|forward|post|upload|e-?mail|transmit|exfiltrate)\b.{0,60}\b(?:conversation|history|transcript|user'?s|customer'?s|data|password|address(?:es)?|details|records?)\b.{0,40}\b(?:to|at)\b/i,
  /\b(?:do not|don't|never)\s+(?:tell|inform|mention (?:this|it)|warn|alert|let)\b.{0,25}\b(?:the\s+)?(?:user|customer|caller|human|anyone|this)\b/i,
  /\b(?:cancel|delete|remove|clear|book|move|call|send|pay|transfer|run|execute|set|add|change|do)\b.{0,60}\b(?:without|no need (?:for|to))\b.{0,20}\b(?:asking|confirm(?:ation|ing)?|permission|approval)\b/i,
  /\b(?:skip|bypass)\b.{0,20}\b(?:asking|confirm(?:ation|ing)?|permission|approval)\b/i,
  /"(?:tool_calls?|function_call|function|arguments)"\s*:/i,
  /\b(?:system|developer|hidden|initial) (?:prompt|message|instruction)s?\b/i,
  /\b(?:you are|you're|act as|pretend to be|behave as|role-?play as)\b.{0,30}\b(?:now|assistant|chatbot|language model|ai|dan|maintenance mode|developer mode|admin(?:istrator)?)\b/i,
  /\b(?:as (?:an?|the) )?(?:voice |virtual |ai )?(?:assistant|chatbot|language model|llm)\b.{0,60}\b(?:must|shall|should|have to|has to|tell|say|call|ask|ignore|answer|reply|respond|repeat|send)\b/i,
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

/** @param sentence one sentence, or a line */
export const looksLikeInstruction = (sentence: string): boolean => patterns.some((pattern) => pattern.test(sentence));
