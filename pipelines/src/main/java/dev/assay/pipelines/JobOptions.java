package dev.assay.pipelines;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What a job is asked to do. Runners show all options on their pages: secrets by reference only.
 */
public interface JobOptions extends PipelineOptions {
  @Description("The pipeline to run.")
  @Default.String("wealth")
  String getPipeline();

  void setPipeline(String pipeline);

  @Description("Trades: a file, a folder or a pattern; or a topic, and the job is a stream.")
  String getTrades();

  void setTrades(String trades);

  @Description("Customers: a file, a folder or a pattern. Not with a topic of trades.")
  String getCustomers();

  void setCustomers(String customers);

  @Description(
      "Change events of Debezium, for insights: a file, a folder or a pattern; or topics, with commas"
          + " between, and the job is a stream.")
  String getChanges();

  void setChanges(String changes);

  @Description("Folder of the lake, at the same path for all workers.")
  String getLake();

  void setLake(String lake);

  @Description("Warehouse: PostgreSQL, as jdbc:postgresql://HOST:PORT/DATABASE.")
  String getWarehouse();

  void setWarehouse(String warehouse);

  @Description("The role to log in as at the warehouse.")
  String getWarehouseUser();

  void setWarehouseUser(String warehouseUser);

  @Description(
      "Where the warehouse's password is, for the workers: env:NAME or file:PATH. Never the"
          + " password itself.")
  String getWarehousePassword();

  void setWarehousePassword(String warehousePassword);

  @Description("How many seconds to wait for a warehouse that cannot be reached.")
  @Default.Integer(120)
  int getPatience();

  void setPatience(int patience);

  @Description("Make silver and gold anew from bronze. Takes no input.")
  boolean isRebuild();

  void setRebuild(boolean rebuild);

  @Description(
      "How many payloads a bounded run may refuse, as a share of those it reads (1%) or a number."
          + " Beyond it, it publishes nothing. When not given, as many as it must.")
  String getMaxQuarantined();

  void setMaxQuarantined(String maxQuarantined);

  @Description(
      "How many days a day stays open for late rows. Rows of closed days are quarantined as late."
          + " When not given, no day closes. Not for insights.")
  Integer getAllowedLateness();

  void setAllowedLateness(Integer allowedLateness);

  @Description(
      "Into how many parts rows are spread by key; more take less memory each. When not given: 16,"
          + " or 64 for a topic.")
  Integer getShards();

  void setShards(Integer shards);

  @Description(
      "Where in a topic a stream without saved state begins: offsets, behind what the lake holds"
          + " already; or earliest, at the topic's beginning. Only for a topic.")
  @Default.String("offsets")
  String getFrom();

  void setFrom(String from);

  @Description("How many seconds a change of gold may wait before it is written. Only for a topic.")
  @Default.Integer(2)
  int getGoldInterval();

  void setGoldInterval(int goldInterval);
}
