/** Version of the model file's format; a file of another version is refused. */
export const MODEL_FORMAT = 1;
