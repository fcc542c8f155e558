/** The local stack: embedded services that stand in for the servers that a user does not have. */
package dev.assay.runners.local;
