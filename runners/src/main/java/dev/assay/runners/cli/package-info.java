/** The command line: one class per command, and how a command launches a run. */
package dev.assay.runners.cli;
