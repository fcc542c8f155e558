/**
 * Files as a source: JSON lines and CSV, plain or compressed, cut into payloads as they stand
 * there.
 */
package dev.assay.pipelines.io.files;
