/** Topics of Kafka: read without end from recorded offsets, written, and asked how far they go. */
package dev.assay.pipelines.io.kafka;
