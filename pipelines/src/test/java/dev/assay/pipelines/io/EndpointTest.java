package dev.assay.pipelines.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @Test
  void files_are_named_by_path_or_file_uri() {
    for (String uri :
        new String[] {
          "/data/a b/*.jsonl", "file:/data/a b/*.jsonl", "file:///data/a%20b/*.jsonl"
        }) {
      assertThat(Endpoint.of(uri), is(new Endpoint.Files("/data/a b/*.jsonl")));
    }
  }

  @Test
  void a_relative_path_is_made_absolute_and_a_folder_stays_one() {
    String here = Path.of("").toAbsolutePath().toString();
    assertThat(Endpoint.of("trades/"), is(new Endpoint.Files(here + "/trades/")));
  }

  @Test
  void a_database_is_named_by_its_jdbc_address() {
    assertThat(Endpoint.of("jdbc:postgresql://host:5432/db"), instanceOf(Endpoint.Database.class));
  }

  @Test
  void a_database_with_its_password_in_plain_text_is_refused() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> Endpoint.of("jdbc:postgresql://host:5432/db?user=me&password=hunter2"))
            .getMessage(),
        is(
            "A secret is given in plain text. Give a reference to it instead: env:NAME for an"
                + " environment variable, or file:PATH for a file that holds it"));
  }

  @Test
  void an_address_of_no_known_kind_is_refused_in_words() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of("nowhere://x/y"))
            .getMessage(),
        is(
            "addresses of the kind nowhere: are not known; give a path or file:, for a topic"
                + " kafka://host:port/topic, or for a database jdbc:postgresql:"));
  }

  @Test
  void a_database_is_refused_where_files_must_be() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> Endpoint.files("jdbc:postgresql://host:5432/db"))
            .getMessage(),
        is("this is a database; give a file, a folder or a pattern"));
  }

  @Test
  void a_topic_is_named_with_its_brokers() {
    assertThat(
        Endpoint.of("kafka://host:9092/trades"),
        is(new Endpoint.Topic("host:9092", "trades", "assay", Map.of())));
    assertThat(
        Endpoint.of(
            "kafka://a:1,[::1]:2/t.r-a_d?group=g%201&security.protocol=SASL_SSL"
                + "&sasl.jaas.config=file:/run/jaas"),
        is(
            new Endpoint.Topic(
                "a:1,[::1]:2",
                "t.r-a_d",
                "g 1",
                Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "file:/run/jaas"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka:trades | the address of a topic has the form kafka://host:port/topic",
        "kafka://host:9092 | the address names no topic",
        "kafka://host:9092/ | the address names no topic",
        "kafka://host:9092/a/b | a/b is no name of a topic",
        "kafka://host:9092/.. | .. is no name of a topic",
        "kafka://host/trades | broker host has no port",
        "kafka://host:0/trades | broker host has no port",
        "kafka://host:99999/trades | broker host has no port",
        "kafka://a:1,b/trades | broker b has no port",
        "kafka:///trades | names no broker",
        "kafka://h:1/t?group= | the consumer group has no name",
        "kafka://h:1/t?group | has the form name=value",
        "kafka://h:1/t?a=1&a=2 | gives a twice",
        "kafka://h:1/t?a=%zz | is not encoded as in a URL",
        "kafka://h:1/t?isolation.level=x | the property isolation.level cannot be set",
      })
  void an_address_of_a_topic_that_is_not_right_is_refused_in_words(String uri, String message) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of(uri)).getMessage(),
        containsString(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.jaas.config=hush",
        "ssl.key.password=hush",
        "ssl.keystore.key=hush",
        "my.secret=hush",
        "MY.TOKEN=hush"
      })
  void a_secret_in_plain_text_is_refused_and_not_shown(String property) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of("kafka://h:1/t?" + property))
            .getMessage();
    assertThat(message, containsString("Give a reference to it"));
    assertThat(message, not(containsString("hush")));
  }

  @Test
  void credentials_in_the_brokers_are_refused_and_not_shown() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Endpoint.of("kafka://me:hush@host:9092/t"))
            .getMessage();
    assertThat(message, containsString("holds credentials"));
    assertThat(message, not(containsString("hush")));
  }

  @Test
  void a_topic_shows_none_of_its_properties() {
    assertThat(
        Endpoint.of("kafka://h:1/t?ssl.key.password=env:HUSH").toString(),
        is("topic t at h:1 (group assay)"));
  }

  @Test
  void a_topic_is_refused_where_files_must_be() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Endpoint.files("kafka://h:1/t"))
            .getMessage(),
        is("this is a topic; give a file, a folder or a pattern"));
  }
}
