package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.api.Test;

/** A table is its record: {@link Sample} has no other line anywhere. */
class NewTableTest {
  private static final List<String> COLUMNS =
      List.of(
          "sample_id",
          "part",
          "metal",
          "weight",
          "purity",
          "taken_at",
          "taken_on",
          "grains",
          "sealed",
          "revision",
          "drawer",
          "stolen",
          "alloy",
          "loss",
          "melted_at",
          "born_on",
          "email",
          "phone",
          "owner",
          "note");

  @Test
  void its_coder_and_schema_are_found() {
    PCollection<Sample> samples =
        Pipeline.create()
            .apply(Create.of("a", "b"))
            .apply(
                MapElements.into(TypeDescriptor.of(Sample.class))
                    .via(id -> new RandomRows(id.hashCode()).row(Sample.TABLE)));
    assertThat(samples.getCoder(), instanceOf(RecordCoder.class));
    assertThat(samples.getSchema().getFieldNames(), is(COLUMNS));
  }

  @Test
  void its_avro_row_has_its_columns() {
    assertThat(
        AvroRows.of(Sample.TABLE).schema().getFields().stream().map(Schema.Field::name).toList(),
        is(COLUMNS));
  }

  @Test
  void its_contract_is_read_off_the_record() {
    assertThat(
        Sample.TABLE.keys().stream().map(Column::name).toList(), contains("sample_id", "part"));
    assertThat(Sample.TABLE.eventTime().orElseThrow().name(), is("taken_at"));
    assertThat(Sample.TABLE.version().orElseThrow().name(), is("revision"));
    assertThat(
        Sample.TABLE.columns().stream().filter(Column::added).map(Column::name).toList(),
        contains("note"));
  }

  @Test
  void its_rows_are_masked_and_their_hash_tells() {
    RandomRows rows = new RandomRows(10);
    Sample row = rows.row(Sample.TABLE);
    while (row.owner() == null || row.email() == null) {
      row = rows.row(Sample.TABLE);
    }
    Sample hidden = Masks.hide(Sample.TABLE, row);
    assertThat(hidden.owner() == null && hidden.email().startsWith("***"), is(true));
    assertThat(hidden.purity(), is(row.purity()));
    RowHash<Sample> hash = new RowHash<>(Sample.TABLE);
    assertThat(hash.of(hidden), is(not(hash.of(row))));
  }
}
