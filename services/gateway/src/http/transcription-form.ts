import { CascadeError } from '@cascade/contracts';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { parseRequest } from './request-fault.ts';
import { SharedBytes } from './shared-bytes.ts';
import { type TranscriptionFields, transcriptionFieldsSchema } from './transcription-request.ts';

export interface TranscriptionForm {
  readonly fields: TranscriptionFields;
  readonly file: Uint8Array<SharedArrayBuffer>;
}

/** Far more than the form has. */
const mostFields = 32;
const longestField = 8192;

/**
 * Reads the form of a transcription. Nothing is written to disk.
 *
 * @throws CascadeError `invalid_event` or `unsupported_value` that names the field, `message_too_large`
 */
export async function readTranscriptionForm(
  request: FastifyRequest,
  maxUploadBytes: number,
): Promise<TranscriptionForm> {
  if (!request.isMultipart()) {
    throw new CascadeError('invalid_event', 'Send multipart/form-data with the field file.', { param: 'file' });
  }
  try {
    return await readParts(request, maxUploadBytes);
  } catch (error) {
    // The rest of the form is read and thrown away: the client may use its connection again.
    request.raw.unpipe().resume();
    throw refusalOf(error, maxUploadBytes);
  }
}

async function readParts(request: FastifyRequest, maxUploadBytes: number): Promise<TranscriptionForm> {
  const fields: Record<string, string | string[]> = {};
  let file: SharedBytes | undefined;
  // One byte more than may be: what is cut off by the parser would look whole.
  const fileSize = maxUploadBytes + 1;
  const limits = { fileSize, files: 2, fields: mostFields, fieldSize: longestField, fieldNameSize: 100, parts: 64 };
  for await (const part of request.parts({ limits })) {
    if (part.type === 'file') {
      if (part.fieldname !== 'file' || file) throw unexpectedFile(part);
      file = new SharedBytes(maxUploadBytes);
      for await (const chunk of part.file) file.append(chunk as Uint8Array);
    } else {
      if (part.valueTruncated) throw tooLong(part.fieldname);
      addField(fields, part.fieldname, String(part.value));
    }
  }
  if (!file) {
    throw new CascadeError('invalid_event', 'file: send the recording as a file with this name.', { param: 'file' });
  }
  return { fields: parseRequest(transcriptionFieldsSchema, fields), file: file.bytes() };
}

function addField(fields: Record<string, string | string[]>, name: string, value: string): void {
  const list = /^(.+)\[\d*\]$/.exec(name)?.[1];
  if (list === undefined) {
    if (Object.hasOwn(fields, name)) throw invalidField(name, 'sent twice');
    fields[name] = value;
    return;
  }
  const values = fields[list] ?? [];
  if (!Array.isArray(values)) throw invalidField(list, 'sent as a value and as a list');
  fields[list] = [...values, value];
}

const shortName = (name: string) => name.slice(0, 100);

const invalidField = (name: string, why: string) =>
  new CascadeError('invalid_event', `${shortName(name)}: ${why}.`, { param: shortName(name) });

const tooLong = (name: string) =>
  new CascadeError('message_too_large', `${shortName(name)}: expected at most ${longestField} bytes.`, {
    param: shortName(name),
  });

function unexpectedFile({ fieldname }: MultipartFile): CascadeError {
  const name = shortName(fieldname);
  const why = name === 'file' ? 'sent twice' : 'a file was not expected here: its field is called file';
  return invalidField(name, why);
}

/** The multipart library's own errors in the words of the error table. */
function refusalOf(error: unknown, maxUploadBytes: number): unknown {
  if (CascadeError.is(error)) return error;
  const code = (error as { code?: unknown }).code;
  if (code === 'FST_REQ_FILE_TOO_LARGE') {
    return new CascadeError('message_too_large', `The file is larger than ${maxUploadBytes} bytes.`, { param: 'file' });
  }
  if (code === 'FST_PARTS_LIMIT' || code === 'FST_FILES_LIMIT' || code === 'FST_FIELDS_LIMIT') {
    return new CascadeError('message_too_large', 'The form has more fields than it may.', { cause: error });
  }
  return new CascadeError('invalid_event', 'The form cannot be read to its end.', { cause: error });
}
