package dev.assay.transforms.insights;

import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** What changes among the versions, as rows for the warehouse. */
public final class RestateVersions
    extends PTransform<PCollection<Rows<VersionChange>>, PCollection<Rows<Restated<RowVersion>>>> {
  private RestateVersions() {}

  public static RestateVersions all() {
    return new RestateVersions();
  }

  @Override
  public PCollection<Rows<Restated<RowVersion>>> expand(PCollection<Rows<VersionChange>> changes) {
    return changes
        .apply("Restate", ParDo.of(new Restate()))
        .setCoder(Rows.coder(Restated.coder(RowVersion.TABLE)));
  }

  private static final class Restate extends DoFn<Rows<VersionChange>, Rows<Restated<RowVersion>>> {
    @ProcessElement
    public void process(
        @Element Rows<VersionChange> changes, OutputReceiver<Rows<Restated<RowVersion>>> out) {
      List<Restated<RowVersion>> rows =
          changes.list().stream()
              .map(change -> new Restated<>(change.version(), change.after() != null, 1))
              .toList();
      out.output(new Rows<>(rows));
    }
  }
}
