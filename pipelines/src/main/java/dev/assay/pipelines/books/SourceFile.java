package dev.assay.pipelines.books;

/**
 * A file that a run takes.
 *
 * @param table the silver table that its payloads are meant for
 * @param modifiedMillis when it was last modified, in milliseconds since 1970
 */
public record SourceFile(String table, String uri, long bytes, long modifiedMillis) {}
