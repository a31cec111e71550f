package io.clientconn.test;

import com.google.protobuf.Api;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Value;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SampleMessagesTest {

	@Test
	void numbersTellMessagesApart() {
		Message one = SampleMessages.of(Duration.class, 1);

		assertThat(one).isEqualTo(SampleMessages.of(Duration.class, 1))
			.isNotEqualTo(SampleMessages.of(Duration.class, 2));
	}

	@Test
	void messagesWithinMessagesAreFilledToo() {
		Api sample = (Api) SampleMessages.of(Api.class, 7);

		assertThat(sample.getName()).isEqualTo("sample 7");
		assertThat(sample.getSourceContext().getFileName()).isEqualTo("sample 7");
	}

	@Test
	void messagesThatContainThemselvesAndEmptyOnesArePossible() {
		assertThat(SampleMessages.of(Value.class, 1)).isInstanceOf(Value.class);
		assertThat(SampleMessages.of(Empty.class, 1)).isEqualTo(Empty.getDefaultInstance());
	}

	@Test
	void whatIsNoMessageIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SampleMessages.of(String.class, 1))
			.withMessageContaining("java.lang.String is no message of protobuf");
	}

}
