package dev.assay.transforms.insights;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.insights.CheckingAccount;
import dev.assay.schemas.insights.CustomerBalance;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Gold: the balance of each account over time, one row per version of the account. */
public final class Balances {
  private Balances() {}

  /** Of all versions, as a bounded run has them. */
  public static PTransform<PCollection<Rows<RowVersion>>, PCollection<Rows<CustomerBalance>>>
      ofVersions() {
    return new OfVersions();
  }

  /** Of what changes among the versions, in a stream. */
  public static PTransform<
          PCollection<Rows<VersionChange>>, PCollection<Rows<Restated<CustomerBalance>>>>
      ofChanges() {
    return new OfChanges();
  }

  private static Optional<CustomerBalance> balance(
      RowsOf<CheckingAccount> accounts, RowVersion version) {
    return accounts.row(version).map(account -> CustomerBalance.of(version, account));
  }

  private static final class OfVersions
      extends PTransform<PCollection<Rows<RowVersion>>, PCollection<Rows<CustomerBalance>>> {
    @Override
    public PCollection<Rows<CustomerBalance>> expand(PCollection<Rows<RowVersion>> versions) {
      return versions
          .apply("Balance of versions", ParDo.of(new BalanceOfVersions()))
          .setCoder(Rows.coder(RecordCoder.of(CustomerBalance.class)));
    }
  }

  private static final class OfChanges
      extends PTransform<
          PCollection<Rows<VersionChange>>, PCollection<Rows<Restated<CustomerBalance>>>> {
    @Override
    public PCollection<Rows<Restated<CustomerBalance>>> expand(
        PCollection<Rows<VersionChange>> changes) {
      return changes
          .apply("Balance of changes", ParDo.of(new BalanceOfChanges()))
          .setCoder(Rows.coder(Restated.coder(CustomerBalance.TABLE)));
    }
  }

  private static final class BalanceOfVersions
      extends DoFn<Rows<RowVersion>, Rows<CustomerBalance>> {
    private final RowsOf<CheckingAccount> accounts = RowsOf.table(CheckingAccount.TABLE);

    @ProcessElement
    public void process(
        @Element Rows<RowVersion> versions, OutputReceiver<Rows<CustomerBalance>> out) {
      List<CustomerBalance> rows =
          versions.list().stream().flatMap(v -> balance(accounts, v).stream()).toList();
      if (!rows.isEmpty()) {
        out.output(new Rows<>(rows));
      }
    }
  }

  private static final class BalanceOfChanges
      extends DoFn<Rows<VersionChange>, Rows<Restated<CustomerBalance>>> {
    private final RowsOf<CheckingAccount> accounts = RowsOf.table(CheckingAccount.TABLE);

    @ProcessElement
    public void process(
        @Element Rows<VersionChange> changes, OutputReceiver<Rows<Restated<CustomerBalance>>> out) {
      List<Restated<CustomerBalance>> rows = new ArrayList<>();
      for (VersionChange change : changes.list()) {
        balance(accounts, change.version())
            .ifPresent(row -> rows.add(new Restated<>(row, change.after() != null, 1)));
      }
      if (!rows.isEmpty()) {
        out.output(new Rows<>(rows));
      }
    }
  }
}
