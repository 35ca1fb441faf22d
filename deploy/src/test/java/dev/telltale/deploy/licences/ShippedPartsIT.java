// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.licences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * What is passed on with the jar, against the SBOM and NOTICE. The list in NOTICE is written anew
 * with {@code -Dtelltale.notice.record}.
 */
class ShippedPartsIT {
  private static final Path ROOT =
      Path.of(System.getProperty("telltale.root", "..")).toAbsolutePath().normalize();
  private static final Path LIB = ROOT.resolve("standalone/target/lib");
  private static final Path SBOM = ROOT.resolve("standalone/target/telltale-sbom.json");
  private static final Pattern LICENCE_FILE =
      Pattern.compile("(?i)(.*/)?(licen[sc]e|copying)[^/]*(?<!\\.class)");

  @Test
  void theSbomNamesEveryJarWithItsVersionAndLicence() throws IOException {
    List<ShippedPart> parts = parts();

    assertThat(parts).extracting(ShippedPart::jar).containsExactlyInAnyOrderElementsOf(jars());
    assertThat(parts)
        .allSatisfy(
            part -> {
              assertThat(part.version()).as(part.jar()).isNotEmpty();
              assertThat(part.said()).as(part.jar()).isNotEmpty();
            });
  }

  @Test
  void noticeSaysTheLicenceOfEverythingThatIsShipped() throws IOException {
    String list = Notice.listOf(parts());
    Notice notice = new Notice(ROOT.resolve("NOTICE"));
    if (System.getProperty("telltale.notice.record") != null) {
      notice.record(list);
      notice = new Notice(ROOT.resolve("NOTICE"));
    }

    assertThat(notice.list()).as("write it anew: -Dtelltale.notice.record").isEqualTo(list);
  }

  @Test
  void noticeNamesTheJarsThatAreThereAndNoOther() throws IOException {
    Set<String> named = new Notice(ROOT.resolve("NOTICE")).artifacts();
    Set<String> there =
        jars().stream()
            .filter(jar -> !jar.endsWith("-SNAPSHOT.jar"))
            .map(jar -> jar.replaceFirst("-\\d.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).isEqualTo(there);
  }

  @Test
  void nothingIsDecidedAboutWhatIsNotShipped() throws IOException {
    assertThat(parts()).extracting(ShippedPart::part).containsAll(Licences.decided());
  }

  @Test
  void whatNobodyHasReadIsRefused() {
    assertThatThrownBy(() -> Licences.of("a:b", "GPL-3.0-only")).hasMessageContaining("read it");
    assertThatThrownBy(() -> Licences.of("org.rocksdb:rocksdbjni", "GPL-3.0-only"))
        .hasMessageContaining("read it");
    assertThatThrownBy(() -> Licences.of("a:b", "")).hasMessageContaining("read it");
  }

  @Test
  void theTextOfALicenceThatAsksForItIsInTheJarOrInNotice() throws IOException {
    Notice notice = new Notice(ROOT.resolve("NOTICE"));
    for (ShippedPart part : parts()) {
      String licence = Licences.of(part.part(), part.said());
      if ((licence.equals("MIT") || licence.startsWith("BSD")) && !bringsItsLicence(part)) {
        assertThat(notice.texts())
            .as("%s of %s: its copyright line stands in NOTICE", part.jar(), licence)
            .containsPattern("(?m)^" + Pattern.quote(part.name()) + " .*Copyright .*");
      }
    }
  }

  @Test
  void theModelsFilesAreInTheJarThatNoticeNames() throws IOException {
    String jar =
        jars().stream().filter(name -> name.contains("bge-small-en-v15")).findFirst().orElseThrow();
    try (ZipFile zip = new ZipFile(LIB.resolve(jar).toFile())) {
      assertThat(zip.stream().map(entry -> entry.getName()))
          .anyMatch(name -> name.endsWith(".onnx"))
          .anyMatch(name -> name.contains("tokenizer"));
    }
    assertThat(new Notice(ROOT.resolve("NOTICE")).text())
        .contains("bge-small-en-v1.5", "MIT, Copyright (c) 2022 staoxiao", "tokenizer");
  }

  private static boolean bringsItsLicence(ShippedPart part) throws IOException {
    try (ZipFile zip = new ZipFile(LIB.resolve(part.jar()).toFile())) {
      return zip.stream().anyMatch(entry -> LICENCE_FILE.matcher(entry.getName()).matches());
    }
  }

  private static List<String> jars() throws IOException {
    try (Stream<Path> files = Files.list(LIB)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<ShippedPart> parts() throws IOException {
    assumeTrue(
        Files.exists(SBOM), "no standalone/target/telltale-sbom.json: Maven was offline (-o)");
    return ShippedPart.of(SBOM);
  }
}
