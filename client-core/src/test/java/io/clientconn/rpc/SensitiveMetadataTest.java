package io.clientconn.rpc;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SensitiveMetadataTest {

	private static final Metadata MARKED = Metadata.builder()
		.add("token", "planted-secret")
		.add("key-bin", new byte[] { 1, 2 })
		.build()
		.sensitive();

	@Test
	void aMarkDoesNotChangeWhatIsRead() {
		assertThat(MARKED.get("token")).isEqualTo("planted-secret");
		assertThat(MARKED.value(0)).isEqualTo("planted-secret");
		assertThat(MARKED.value(1)).isEqualTo("AQI");
		assertThat(MARKED.isBinary(0)).isFalse();
		assertThat(MARKED.isBinary(1)).isTrue();
		assertThat(MARKED.getBinary("key-bin")).containsExactly(1, 2);
		assertThat(MARKED.getAllBinary("key-bin")).hasSize(1);
	}

	@Test
	void aMarkStaysWithItsEntryWhenMetadataIsJoinedOrCopied() {
		Metadata joined = Metadata.of("a", "1").and(MARKED).toBuilder().add("b", "2").build();
		assertThat(joined.names()).containsExactly("a", "token", "key-bin", "b");
		assertThat(joined.isSensitive(0)).isFalse();
		assertThat(joined.isSensitive(1)).isTrue();
		assertThat(joined.isSensitive(2)).isTrue();
		assertThat(joined.isSensitive(3)).isFalse();
		assertThat(Metadata.builder().addAll(joined).build().isSensitive(1)).isTrue();
		assertThat(joined.sensitive().isSensitive(3)).isTrue();
	}

	@Test
	void markedMetadataIsEqualToTheSameMarkedMetadata() {
		Metadata same = Metadata.builder()
			.add("token", "planted-secret")
			.add("key-bin", new byte[] { 1, 2 })
			.build()
			.sensitive();
		assertThat(MARKED).isEqualTo(same).hasSameHashCodeAs(same).isEqualTo(same.sensitive());
		assertThat(MARKED).isNotEqualTo(Metadata.of("token", "planted-secret").sensitive());
		assertThat(Metadata.EMPTY.sensitive()).isSameAs(Metadata.EMPTY);
	}

	@Test
	void aValueIsNeverInTheText() {
		assertThat(MARKED.toString()).contains("token").doesNotContain("planted-secret");
	}

}
