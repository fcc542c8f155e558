package dev.assay.pipelines.io.kafka;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The records that a poll gave of a partition, as one record in the place of the last: so a runner
 * pays its cost per element once for all of them, while a record that comes alone waits for no
 * other. Of a record that is what bronze keeps: without headers.
 */
final class TopicBatch {
  private static final int NONE = -1;

  private TopicBatch() {}

  /** One record; key and value may be null, and the timestamp any number. */
  record Sent(long offset, long timestamp, byte[] key, byte[] value) {}

  /** What was polled, one record a partition. */
  static ConsumerRecords<byte[], byte[]> of(ConsumerRecords<byte[], byte[]> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> batches = new HashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
      long last = records.get(records.size() - 1).offset();
      batches.put(
          partition,
          List.of(
              new ConsumerRecord<>(
                  partition.topic(), partition.partition(), last, null, encode(records))));
    }
    return new ConsumerRecords<>(batches);
  }

  private static byte[] encode(List<ConsumerRecord<byte[], byte[]>> records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(records.size() * 256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        out.writeLong(record.offset());
        out.writeLong(record.timestamp());
        write(record.key(), out);
        write(record.value(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(byte[] maybe, DataOutputStream out) throws IOException {
    out.writeInt(maybe == null ? NONE : maybe.length);
    if (maybe != null) {
      out.write(maybe);
    }
  }

  /** The records of such a record's value. */
  static List<Sent> in(byte[] batch) {
    List<Sent> records = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(batch))) {
      while (in.available() > 0) {
        records.add(new Sent(in.readLong(), in.readLong(), read(in), read(in)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  private static byte[] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == NONE ? null : in.readNBytes(length);
  }
}
