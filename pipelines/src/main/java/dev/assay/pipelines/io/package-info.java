/** The outside systems: one file for each, and what they need. */
package dev.assay.pipelines.io;
