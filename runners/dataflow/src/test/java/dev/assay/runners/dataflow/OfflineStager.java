package dev.assay.runners.dataflow;

import com.google.api.services.dataflow.model.DataflowPackage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.options.PipelineOptions;

/** Takes what a job would upload, and keeps it by name. Beam makes it by its factory method. */
public final class OfflineStager implements Stager {
  private static final Map<String, byte[]> STAGED = new ConcurrentHashMap<>();

  private OfflineStager() {}

  public static OfflineStager fromOptions(PipelineOptions options) {
    return new OfflineStager();
  }

  /** What was staged under a name that ends so, as text of bytes. */
  static String staged(String ending) {
    return STAGED.entrySet().stream()
        .filter(each -> each.getKey().endsWith(ending))
        .map(each -> new String(each.getValue(), StandardCharsets.ISO_8859_1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(ending + " is not among " + STAGED.keySet()));
  }

  static void forget() {
    STAGED.clear();
  }

  private static DataflowPackage named(String name) {
    return new DataflowPackage().setName(name).setLocation("gs://nowhere/staging/" + name);
  }

  @Override
  public List<DataflowPackage> stageFiles(List<StagedFile> files) {
    return files.stream().map(file -> named(file.getDestination())).toList();
  }

  @Override
  public DataflowPackage stageToFile(byte[] bytes, String name) {
    STAGED.put(name, bytes);
    return named(name);
  }
}
