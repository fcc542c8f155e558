package dev.assay.pipelines.io.files;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunStage;
import dev.assay.pipelines.books.SourceFile;
import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.Line;
import dev.assay.pipelines.io.files.CsvRecords.CsvText;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.TimeRange;
import dev.assay.transforms.CsvHeader;
import dev.assay.transforms.Payload;
import dev.assay.transforms.Rows;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Reads files of JSON lines or CSV, as their names say, also compressed with gzip. Large files of
 * lines are read in parts, side by side.
 */
public final class ReadSource
    extends PTransform<PCollection<SourceFile>, PCollection<Rows<Payload>>> {
  /** Size of a part in bytes, before it is filled up to the end of a line. */
  static final long PART_BYTES = 32L << 20;

  private final PCollectionView<RunPlan> plan;
  private final CsvHeader header;
  private final long partBytes;

  private ReadSource(PCollectionView<RunPlan> plan, CsvHeader header, long partBytes) {
    this.plan = plan;
    this.header = header;
    this.partBytes = partBytes;
  }

  /**
   * Stamps the payloads with what the plan says about the run.
   *
   * @param header of CSV files of the table: a first record that is none is a payload
   */
  public static ReadSource in(PCollectionView<RunPlan> plan, CsvHeader header) {
    return new ReadSource(plan, header, PART_BYTES);
  }

  /** Likewise, with parts of another size. */
  ReadSource inPartsOf(long bytes) {
    return new ReadSource(plan, header, bytes);
  }

  /** A part of a file, from one byte to another, which begins with this line. */
  public record Part(
      String uri, long modifiedMillis, boolean csv, boolean gzip, long from, long to, long line) {}

  @Override
  public PCollection<Rows<Payload>> expand(PCollection<SourceFile> files) {
    return files
        .apply("Split files", ParDo.of(new Split(partBytes)))
        .setCoder(RecordCoder.of(Part.class))
        .apply("Spread parts", Reshuffle.viaRandomKey())
        .apply("Read parts", ParDo.of(new Read(plan, header)).withSideInputs(plan))
        .setCoder(Rows.coder(RecordCoder.of(Payload.class)));
  }

  private static InputException unreadable(String uri, IOException e) {
    boolean gone = e instanceof FileNotFoundException;
    return new InputException(
        "Cannot read "
            + uri
            + (gone ? ": it is not there any more" : ": " + said(e))
            + ". Nothing of this run was kept. "
            + (gone ? "Put it back, or leave it out" : "Check the file and who may read it")
            + ", and start the run again",
        e);
  }

  /** An end of file in the middle of a gzip header has no message of its own. */
  private static String said(IOException e) {
    return e.getMessage() == null ? "it ends too early" : e.getMessage();
  }

  private static ReadableByteChannel open(String uri) throws IOException {
    return FileSystems.open(FileSystems.matchSingleFileSpec(uri).resourceId());
  }

  private static final class Split extends DoFn<SourceFile, Part> {
    private final long partBytes;

    Split(long partBytes) {
      this.partBytes = partBytes;
    }

    @ProcessElement
    public void process(@Element SourceFile file, OutputReceiver<Part> out) {
      boolean csv = SourceFiles.isCsv(file);
      boolean gzip = SourceFiles.isCompressed(file);
      if (csv || gzip || file.bytes() <= partBytes * 3 / 2) {
        out.output(new Part(file.uri(), file.modifiedMillis(), csv, gzip, 0, Long.MAX_VALUE, 1));
        return;
      }
      try (InputStream in = Channels.newInputStream(open(file.uri()))) {
        byte[] first = in.readNBytes(CodeUnit.TELLING);
        if (CodeUnit.of(first, 0, first.length).width() > 1) {
          out.output(
              new Part(file.uri(), file.modifiedMillis(), false, false, 0, Long.MAX_VALUE, 1));
          return;
        }
        split(file, new SequenceInputStream(new ByteArrayInputStream(first), in), out);
      } catch (IOException e) {
        throw unreadable(file.uri(), e);
      }
    }

    /** Counts lines, which is much cheaper than reading them. */
    private void split(SourceFile file, InputStream in, OutputReceiver<Part> out)
        throws IOException {
      byte[] buffer = new byte[1 << 20];
      long from = 0;
      long line = 1;
      long position = 0;
      long newLines = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            newLines++;
            if (position + i + 1 - from >= partBytes) {
              long to = position + i + 1;
              out.output(new Part(file.uri(), file.modifiedMillis(), false, false, from, to, line));
              from = to;
              line += newLines;
              newLines = 0;
            }
          }
        }
        position += read;
      }
      if (from < position) {
        out.output(new Part(file.uri(), file.modifiedMillis(), false, false, from, position, line));
      }
    }
  }

  private static final class Read extends DoFn<Part, Rows<Payload>> {
    private final PCollectionView<RunPlan> plan;
    private final CsvHeader header;

    Read(PCollectionView<RunPlan> plan, CsvHeader header) {
      this.plan = plan;
      this.header = header;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      Part part = context.element();
      try (ReadableByteChannel channel = open(part.uri())) {
        if (part.from() > 0) {
          ((SeekableByteChannel) channel).position(part.from());
        }
        InputStream bytes = RunStage.counted(Channels.newInputStream(channel));
        InputStream plain = part.gzip() ? new GzipMembers(bytes) : bytes;
        Gather gather = new Gather(part, context.sideInput(plan), context);
        if (part.csv()) {
          readCsv(new CsvRecords(Lines.ofCsv(plain)), gather);
        } else {
          readLines(part, part.from() > 0 ? Lines.within(plain) : Lines.of(plain), gather);
        }
        gather.send();
      } catch (IOException e) {
        throw unreadable(part.uri(), e);
      } catch (UncheckedIOException e) {
        throw unreadable(part.uri(), e.getCause());
      }
    }

    private static void readLines(Part part, Lines lines, Gather gather) throws IOException {
      long number = part.line();
      while (part.from() + lines.consumed() < part.to()) {
        Line line = lines.next();
        if (line == null) {
          return;
        }
        String body = line.body();
        if (!isBlank(body)) {
          gather.add(body, number, null, line.utf8());
        }
        number++;
      }
    }

    /**
     * The blanks of JSON; other characters that show nothing are what a payload should not hold.
     */
    private static boolean isBlank(String body) {
      for (int i = 0; i < body.length(); i++) {
        char c = body.charAt(i);
        if (c != ' ' && c != '\t' && c != '\r') {
          return false;
        }
      }
      return true;
    }

    /** A header that stands alone, and a first record that is none, are payloads of their own. */
    private void readCsv(CsvRecords records, Gather gather) throws IOException {
      CsvText first = records.next();
      if (first == null) {
        return;
      }
      CsvText record = records.next();
      if (record == null || !header.isHeader(first.text(), first.utf8())) {
        gather.add(first, first);
      }
      for (; record != null; record = records.next()) {
        gather.add(record, first);
      }
    }
  }

  /** Makes payloads into rows that travel together. */
  private static final class Gather {
    private final Part part;
    private final Instant publishedAt;
    private final Instant arrivedAt;
    private final String runId;
    private final DoFn<Part, Rows<Payload>>.ProcessContext context;
    private List<Payload> payloads = new ArrayList<>();

    Gather(Part part, RunPlan plan, DoFn<Part, Rows<Payload>>.ProcessContext context) {
      this.part = part;
      this.publishedAt = TimeRange.ofMillis(part.modifiedMillis());
      this.arrivedAt = plan.arrivedAt();
      this.runId = plan.runId();
      this.context = context;
    }

    /** Bytes, when record or header is no text: one encoding for both. */
    void add(CsvText record, CsvText header) {
      boolean utf8 = record.utf8() && header.utf8();
      CsvText text = utf8 ? record : record.inBytes();
      add(text.text(), text.line(), (utf8 ? header : header.inBytes()).text(), utf8);
    }

    void add(String text, long position, String header, boolean utf8) {
      payloads.add(
          new Payload(
              part.uri(),
              position,
              text,
              header,
              publishedAt,
              arrivedAt,
              runId,
              Line.encoding(utf8)));
      if (payloads.size() == Rows.LIMIT) {
        send();
      }
    }

    void send() {
      if (!payloads.isEmpty()) {
        context.output(new Rows<>(payloads));
        payloads = new ArrayList<>();
      }
    }
  }
}
