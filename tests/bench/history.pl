#!/usr/bin/perl
# history.pl KIND COUNT [FROM]: writes a repository's history as a stream for git fast-import; the same each time.
#
#   line COUNT        COUNT commits in a row on refs/heads/main, each changing one of 200 files
#   push COUNT FROM   COUNT commits on refs/heads/push, on top of FROM, each bringing 5 files, some new, some changed
#   files COUNT       one commit of COUNT files in folders of 100
#   import COUNT      COUNT commits with as many merges, as wide a root and as deep paths as git.git has
#   long COUNT        COUNT commits with merges, folders of 300 files and paths ten deep; tags size-N where it has the first N of them, for
#                     80,000, 200,000 and 500,000, or a tenth, a fifth and a half of fewer
#   weights COUNT     one commit of 500 files on refs/heads/main, and COUNT on top of it on refs/heads/exp/weights, every tenth with weights
#   messages FILE     an empty commit on refs/heads/main, and one on top of it for each message of the FILE (see messages.txt)
use strict;
use warnings;

my ($kind, $count, $from) = @ARGV;
my $clock = 1_500_000_000;
my $seed = 42;
binmode STDOUT;

# A number below the limit, the same sequence in every run on every machine.
sub any { $seed = ($seed * 1_103_515_245 + 12_345) % 2_147_483_648; return ($seed >> 8) % $_[0] }

sub text {
    my ($lines) = @_;
    return join '', map { sprintf "    value_%d = compute(%d, %d)\n", any(1000), any(100_000), $_ } 1 .. $lines;
}

sub commit {
    my ($ref, $message, @more) = @_;
    $clock += 60;
    printf "commit %s\nmark :%d\ncommitter Ada <ada\@example.com> %d +0000\ndata %d\n%s\n", $ref, shift @more, $clock, length $message, $message;
    print "$_\n" for @more;
}

sub file {
    my ($path, $text) = @_;
    printf "M 100644 inline %s\ndata %d\n%s\n", $path, length $text, $text;
}

if ($kind eq 'line') {
    for my $n (1 .. $count) {
        commit('refs/heads/main', "feat: change part $n", $n);
        file(sprintf('src/part%d/module%d.py', $n % 10, any(20)), text(5));
    }
} elsif ($kind eq 'push') {
    for my $n (1 .. $count) {
        commit('refs/heads/push', "feat(model): add step $n\n\nOne of many, with a body of two lines\nas people write them.", $n, $n == 1 ? "from $from" : ());
        file(sprintf('src/part%d/module%d.py', any(40), any(50)), text(20)) for 1 .. 3;
        file(sprintf('configs/group%d/run%d.yaml', any(30), $n), "seed: $n\nlr: 0.1\n");
        file(sprintf('utils/deep/er/still/tool%d.py', any(300)), text(10));
    }
} elsif ($kind eq 'files') {
    print "blob\nmark :1000001\ndata 2\nx\n\n";
    commit('refs/heads/main', 'feat: add files', 1);
    printf "M 100644 :1000001 src/folder%d/file%d.py\n", $_ / 100, $_ for 0 .. $count - 1;
} elsif ($kind eq 'weights') {
    commit('refs/heads/main', 'feat: begin', 1);
    file('configs/base.yaml', "seed: 42\n");
    file(sprintf('src/part%d/module%d.py', $_ / 25, $_), text(5)) for 0 .. 499;
    for my $n (2 .. $count + 1) {
        commit('refs/heads/exp/weights', "feat: change part $n", $n, $n == 2 ? 'from :1' : ());
        my $module = any(500);
        file(sprintf('src/part%d/module%d.py', $module / 25, $module), text(5));
        file("models/epoch$n.pt", text(100)) if $n % 10 == 0;
    }
} elsif ($kind eq 'import') {
    my @paths = ((map { "module$_.c" } 1 .. 550), (map { "t/t$_-case.sh" } 1000 .. 2000), (map { "Documentation/git-$_.txt" } 1 .. 700),
        (map { sprintf 'po/deep/%s/%s/text%d.po', $_ % 7, $_ % 13, $_ } 1 .. 500), (map { sprintf 'contrib/tool%d/lib/src/file%d.c', $_ % 40, $_ } 1 .. 1000));
    my $main = 0;
    my $n = 0;
    while ($n < $count) {
        my $base = $n > 40 && any(4) ? $main - any(50) : $main;  # topics begin a while back
        my $tip = $base;
        for (1 .. 1 + any(6)) {
            $n++;
            commit('refs/heads/topic', "fix: mend part $n\n\nSigned-off-by: Ada <ada\@example.com>", $n, $tip ? "from :$tip" : ());
            if ($n <= 40) { file($paths[$_], text(30)) for grep { $_ % 40 == $n - 1 } 0 .. $#paths }
            file($paths[any($#paths + 1)], text(25)) for 1 .. 1 + any(3);
            $tip = $n;
            last if $n <= 40;
        }
        if ($n > 40 && ($base != $main || any(3) == 0)) {
            $n++;
            commit('refs/heads/main', "Merge branch 'topic$n'", $n, "from :$main", "merge :$tip");
            file($paths[any($#paths + 1)], text(25)) if any(20) == 0;
            $main = $n;
        } else {
            $main = $tip;
        }
    }
    printf "reset refs/heads/main\nfrom :%d\n\nreset refs/heads/topic\nfrom 0000000000000000000000000000000000000000\n\n", $main;
} elsif ($kind eq 'long') {
    my @paths = ((map { "module$_.py" } 1 .. 100), (map { "tests/test_$_.py" } 1 .. 300),
        (map { sprintf 'src/a/b/c/d/e/f/g/part%d/module%d.py', $_ % 20, $_ } 1 .. 400));
    my @sizes = $count < 1_000_000 ? ($count / 10, $count / 5, $count / 2) : (80_000, 200_000, 500_000);
    my $n = 1;
    my $main = 1;
    commit('refs/heads/main', 'feat: begin', 1);
    file($_, text(5)) for @paths;
    while ($n < $count) {
        my $tip = $n > 50 && any(4) ? $main - any(50) : $main;  # topics begin a while back
        my $is_topic = $tip != $main;
        $tip = 1 if $tip < 1;
        for (1 .. 1 + any(5)) {
            $n++;
            commit('refs/heads/topic', "fix: mend part $n", $n, "from :$tip");
            file($paths[any($#paths + 1)], text(4));
            $tip = $n;
        }
        if ($is_topic) {
            $n++;
            commit('refs/heads/main', "Merge branch 'topic$n'", $n, "from :$main", "merge :$tip");
            $tip = $n;
        }
        $main = $tip;
        while (@sizes && $n >= $sizes[0]) { printf "reset refs/tags/size-%d\nfrom :%d\n\n", shift @sizes, $main }
    }
    printf "reset refs/heads/main\nfrom :%d\n\nreset refs/heads/topic\nfrom 0000000000000000000000000000000000000000\n\n", $main;
} elsif ($kind eq 'messages') {
    my %escapes = (n => "\n", t => "\t", s => ' ', '\\' => '\\');
    my $bytes = sub { $_[0] =~ s/\\([nts\\]|x[0-9a-f]{2})/$escapes{$1} || chr hex substr $1, 1/ger };
    commit('refs/heads/main', 'feat: begin', my $n = 1);
    open my $lines, '<', $count or die "$count: $!\n";
    while (<$lines>) {
        my ($name, $message) = /^(?:good|bad) +(\S+) +(.*)/ or next;
        1 while $message =~ s/\\\*(\d+)\(([^()]*)\)/$2 x $1/e;  # the innermost first
        $message .= '\n' unless $message =~ s/\\c$//;
        $n++;
        commit('refs/heads/main', $bytes->($message), $n, 'from :' . ($n - 1), $name =~ /^merge-/ ? 'merge :1' : ());
    }
} else {
    die "unknown kind $kind\n";
}
print "done\n";
