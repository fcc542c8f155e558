package dev.assay.pipelines.io.lake;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.ExpressionHandler;
import io.delta.kernel.engine.FileSystemClient;
import io.delta.kernel.engine.JsonHandler;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An engine that completes the entries of a log on their way into it. Kernel 3.3 makes those that
 * say what a commit did and what a table is, and has no way to fill them.
 */
record CommitEngine(Engine engine, UnaryOperator<Row> complete) implements Engine {
  @Override
  public ExpressionHandler getExpressionHandler() {
    return engine.getExpressionHandler();
  }

  @Override
  public FileSystemClient getFileSystemClient() {
    return engine.getFileSystemClient();
  }

  @Override
  public ParquetHandler getParquetHandler() {
    return engine.getParquetHandler();
  }

  @Override
  public JsonHandler getJsonHandler() {
    return new Completing(engine.getJsonHandler(), complete);
  }

  private record Completing(JsonHandler json, UnaryOperator<Row> complete) implements JsonHandler {
    @Override
    public ColumnarBatch parseJson(
        ColumnVector texts, StructType schema, Optional<ColumnVector> selected) {
      return json.parseJson(texts, schema, selected);
    }

    @Override
    public CloseableIterator<ColumnarBatch> readJsonFiles(
        CloseableIterator<FileStatus> files, StructType schema, Optional<Predicate> predicate)
        throws IOException {
      return json.readJsonFiles(files, schema, predicate);
    }

    @Override
    public void writeJsonFileAtomically(
        String path, CloseableIterator<Row> entries, boolean overwrite) throws IOException {
      json.writeJsonFileAtomically(path, entries.map(complete::apply), overwrite);
    }
  }
}
