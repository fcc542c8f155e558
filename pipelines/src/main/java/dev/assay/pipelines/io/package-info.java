/**
 * What the outside systems share: addresses, secrets by reference, text from bytes, and what users
 * are told.
 */
package dev.assay.pipelines.io;
