package dev.assay.runners.cli;

/** A command that works on what Assay keeps. */
interface InHome {
  HomeOptions options();
}
