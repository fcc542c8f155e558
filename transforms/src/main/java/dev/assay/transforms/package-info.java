/** How rows move between the layers: pure composite transforms, without IO, clock or runner. */
package dev.assay.transforms;
