# The Homebrew formula, written by `./denow task release` for each release: put it into a tap as Formula/taxi.rb.
class Taxi < Formula
  desc "MLOps for taxi trip durations in one executable"
  homepage "https://github.com/{{repository}}"
  version "{{version}}"
  license "MIT"

  on_macos do
    on_arm do
      url "https://github.com/{{repository}}/releases/download/v{{version}}/taxi-{{version}}-aarch64-apple-darwin.tar.gz"
      sha256 "{{aarch64-apple-darwin}}"
    end
    on_intel do
      url "https://github.com/{{repository}}/releases/download/v{{version}}/taxi-{{version}}-x86_64-apple-darwin.tar.gz"
      sha256 "{{x86_64-apple-darwin}}"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/{{repository}}/releases/download/v{{version}}/taxi-{{version}}-aarch64-unknown-linux-gnu.tar.gz"
      sha256 "{{aarch64-unknown-linux-gnu}}"
    end
    on_intel do
      url "https://github.com/{{repository}}/releases/download/v{{version}}/taxi-{{version}}-x86_64-unknown-linux-gnu.tar.gz"
      sha256 "{{x86_64-unknown-linux-gnu}}"
    end
  end

  def install
    bin.install "taxi"
    man1.install Dir["man/man1/*"]
    bash_completion.install "completions/bash/taxi"
    zsh_completion.install "completions/zsh/_taxi"
    fish_completion.install "completions/fish/taxi.fish"
  end

  service do
    run [opt_bin/"taxi", "serve", "--home", var/"taxi"]
    keep_alive true
    log_path var/"log/taxi.log"
    error_log_path var/"log/taxi.log"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/taxi --version")
    system bin/"taxi", "demo", "--home", testpath/"home"
  end
end
