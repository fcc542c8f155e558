/** One file per outside system: how rows enter and leave. */
package dev.assay.pipelines.io;
