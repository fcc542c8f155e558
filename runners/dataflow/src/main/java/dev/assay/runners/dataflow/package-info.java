/** Packaging for Dataflow: the job of a Flex Template, and what the template says of itself. */
package dev.assay.runners.dataflow;
