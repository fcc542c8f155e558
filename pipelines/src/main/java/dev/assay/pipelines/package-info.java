/** The pipelines: sources wired to transforms wired to sinks, each readable as one chain. */
package dev.assay.pipelines;
