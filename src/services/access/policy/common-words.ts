/**
 * What passwords are made of when nobody thinks long about them. Endings, capitals, digits for letters and years are
 * seen through by rule (weaknesses.ts), so that each word here stands for hundreds of passwords.
 */
const text = `
  abcabc abracadabra abril access accessed account admin adminadmin administrator africa agent agosto ahmed
  aisha alberto alejandra alessandro alexander alien allah allowed always amanda amazon america amor amour
  amsterdam andrea andreas andrew android angel anthony antonio anybody anything apple apples april
  argentina arsenal asdasd asdf ashley assassin asshole athens atlanta audi august austin australia autumn
  avengers azerty babe baby babyboy babygirl babylove backup bacon banana bangkok banking barbara barcelona
  baseball basketball bastard batman bayern beach bear beatles beckham beer benjamin benvenuto berlin
  bestfriend beyonce bible bienvenido bienvenue bigboss billionaire birthday bitch bitcoin black blahblah
  blessed blessing blue blueberry bonjour boss boston boxing brandon brasil brazil brian bronco broncos
  brother brown brussels budapest buddha budweiser buffalo bulldog bullfrog bulls bunny business butter
  butterfly california callcenter calling callofduty camaro camille canada candy cappuccino captain carlos
  cash catherine celtic celtics cerveza champion changeme changethis charles charlotte cheese cheetah
  chelsea cherry chicago chicken chief china chocolate christ christian christmas christopher church
  cinnamon claudia clave cobra coffee college colombia company computer contrasena cookie cookies corona
  corvette counterstrike cowboys crazy credit cricket crimson crypto crystal daddy daisy dallas daniel
  daniela darkness darling database david deadpool debian december default delhi demo demon denver desktop
  detroit deutschland devil dezember diablo dialtone diamond dienstag dimanche dmitri docker doctor dodgers
  doggy dollar dolphin donkey donnerstag dortmund dragon dragonball dragonfly dubai dublin ducati eagle
  eagles easter eduardo edward einstein elizabeth emerald eminem emma enero england enter entry espana
  espresso euro europe everton everything example facebook faith falcon familia family father fatima
  febrero februar february fernanda fernando ferrari first florian florida flower football forest forever
  fortnite france francesco francisco freedom freitag friday friend friends friendship frodo fruhling
  fucker fuckoff fuckyou funny fussball gabriela gandalf garden geheim genius george germany ghost giants
  ginger giovanni github giuseppe godislove goku golden golf goodbye google grandma grandpa green guest
  guinness guitar hahaha halflife hallo halloween hamburg hamburger hannah happiness happy harley haslo
  hawk heaven heineken hello helmut herbst heslo hiphop hitman hobbit hockey hola holiday honda honey hope
  horse hotline hottie houston huawei hugs hulk hunter hurricane iamthebest ichliebe ichliebedich idiot
  ihateyou ilove iloveu iloveyou india instagram internet invierno iphone ireland ironman isabella island
  istanbul italia ivan jaguar januar january japan jasmine jason jedi jelszo jennifer jessica jesus
  jesuschrist jetaime jeudi joker jonathan jordan jorge joseph joshua juan juergen juli julien julio july
  june juni junio justin juventus katherine kawasaki kennwort kevin keys killer king kingdom kirk kiss
  kisses kitten kitty klaus knight koala krishna lakers lalala lamborghini laptop lavender lemon leopard
  letmein letmeout letters liberty liebe lightning lily linkedin linux lion lisbon liverpool login logon
  london losenord loser love lovely loveme lover loveyou lucifer lucky luigi luis lundi macbook madonna
  madrid magic mama manager manchester mango maradona march mardi margaret maria mario markus martin
  martina marvel marzo maserati master matrix matthew matthias mayo melbourne melissa melon mercedes
  mercredi merlin messi metallica mexico miami michael michelle microsoft midnight miguel milan million
  millionaire minecraft mittwoch mnbvc mobile mohammed mommy monday money mongodb monkey monster montag
  montreal moonlight morning morpheus moscow motdepasse mother mountain mumbai munich music musica mustang
  mylove mypass mysql mystery naked naruto natasha netflix network never newpass newyear newyork neymar
  nicholas nicolas nicole ninja nintendo nirvana nissan nobody nokia noodles nopass nothing november number
  numberone ocean october office oktober oldpass olga olivia opensesame openup operator oracle orange
  orchid owner pablo packers panda panther papa paradise paris parola parool parrot pass passcode
  passphrase passw passwd password passwort pasta patricia patrick patriots paypal peace peach pearl pedro
  penguin pepper peter phoenix phone piano pierre pikachu pink pirate pizza platinum playstation please
  poiuy pokemon pony porn porsche postgres potato prague prayer prince princess printemps private priya
  protect pumpkin punkrock puppy purple pussy queen qwaszx qweqwe qwerty qwertz rabbit racing rahul raiders
  rainbow rangers realmadrid redis redsox ricardo rich richard rihanna river robert roberto roblox robot
  rocknroll rockstar rome ronaldo rooster root rose rugby running russia sabine safety salasana salut
  samedi sample samstag samsung samuel samurai sandra sandwich sapphire sasuke satan saturday scarlet
  schalke school scorpion scotland season seattle sebastian secret secrets secure security senha september
  sergey server service sesame sexsex sexy shadow shark shit sifre signin silver singapore sister skate
  skywalker slipknot smile smiley snake sniper snowboard soccer soldier someone something sommer sonic
  sonntag sony sophia sophie spider spiderman spock spotify spring staff stallion starcraft starlight
  startrek starwars steelers stefan stephanie steven storm strawberry student stupid subaru success sugar
  summer sunday sunflower sunita sunrise sunset sunshine super superman superuser supervisor support
  surfing susanne suzuki sweetheart sweetie swimming sydney sysadmin system tatiana taylor teacher teamo
  telefon telephone temp temporary tennis tequiero tequila test tester testing testtest texas thankyou
  thomas thorsten thunder thursday tiamo tiger tobias today tokyo tomato tomorrow toor tornado toronto
  tottenham toyota trinity truelove trunk trunkline trustno tuesday tulip turquoise turtle twitter tyler
  ubuntu unicorn united university user username vacation vader valentina vampire vanilla vendredi venice
  verano victoria victory vienna violet viper visitor vodka voice voicemail volkswagen volvo wachtwoord
  warcraft warrior warriors warsaw wednesday weekend welcome whale whatever whiskey white william
  willkommen windows winner winter wizard wolf wolfgang wolverine work xbox xmas yamaha yankees yellow
  yesterday yoda youtube zaqzaq zelda zombie zurich zxcv
`;

export const commonWords: readonly string[] = text.trim().split(/\s+/);
