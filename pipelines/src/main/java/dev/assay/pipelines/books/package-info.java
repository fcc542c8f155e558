/**
 * The books of the runs: what each was to do, what it did, and how far it is; no outside system.
 */
package dev.assay.pipelines.books;
