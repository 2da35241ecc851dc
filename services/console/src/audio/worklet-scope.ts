/** The part of AudioWorkletGlobalScope that is used; TypeScript's DOM library does not have it. */
export type ProcessorBase = new () => { readonly port: MessagePort };
export type RegisterProcessor = (
  name: string,
  processor: new () => { process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean },
) => void;
