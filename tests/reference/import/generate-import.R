# Writes Stata files with all 27 missing codes, with haven's writer (ReadStat): Rscript generate-import.R
library(haven)
rows <- data.frame(
  income = labelled(c(tagged_na(letters), NA, 7.5), labels = c(refused = tagged_na("a"), unknown = tagged_na("z")), label = "All codes"),
  whole = labelled(c(rep(NA_real_, 27), 7), labels = c(no = 0, yes = 7))
)
for (version in 13:15) {
  path <- sprintf("codes-%d.dta", 104 + version)
  write_dta(rows, path, version = version, label = "codes")
  bytes <- readBin(path, "raw", file.size(path))
  at <- grepRaw("<timestamp>", bytes) + 12 # after the tag and the length; the clock is replaced, so that the file comes out the same
  bytes[at:(at + 16)] <- charToRaw("02 Jan 2024 03:04")
  writeBin(bytes, path)
}
